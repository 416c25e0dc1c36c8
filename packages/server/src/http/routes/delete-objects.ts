import { deleteObjects } from '../../engine/delete-objects.ts'
import { deleteResult } from '../../protocol/object-results.ts'
import { readDeleteRequest } from '../../protocol/read-object-requests.ts'
import { requireBucket, type Call, type Reply } from '../call.ts'
import type { Service } from '../service.ts'
import { isOnlyVersion } from './find-object.ts'
import { xmlReply } from './xml-reply.ts'

/**
 * POST /?delete: deletes up to 1000 objects. A key without an object counts as deleted; one with the id of a version
 * fails alone, as the object is not what the client wants to be rid of.
 */
export async function deleteObjectsRoute({ engine }: Service, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { objects, quiet } = readDeleteRequest(await call.readXmlBody())
  const keys = objects.filter(({ versionId }) => isOnlyVersion(versionId)).map(({ key }) => key)
  const failed = objects.filter(({ versionId }) => !isOnlyVersion(versionId))
  await deleteObjects(engine, { bucketId: bucket.id, keys })
  const refusal = { code: 'NoSuchVersion', message: 'Objects have no versions here.' } as const
  return xmlReply(
    deleteResult({ deleted: keys, failed: failed.map(({ key }) => ({ key, ...refusal })), quiet }),
  )
}
