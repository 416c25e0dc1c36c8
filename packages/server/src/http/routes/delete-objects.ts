import { deleteObjects } from '../../engine/delete-objects.ts'
import { deleteResult } from '../../protocol/object-results.ts'
import { readDeleteRequest } from '../../protocol/read-object-requests.ts'
import { requireBucket, type Call, type Reply } from '../call.ts'
import type { Service } from '../service.ts'
import { xmlReply } from './xml-reply.ts'

/** POST /?delete: deletes up to 1000 objects. A key without an object counts as deleted. */
export async function deleteObjectsRoute({ engine }: Service, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { keys, quiet } = readDeleteRequest(await call.readXmlBody())
  await deleteObjects(engine, { bucketId: bucket.id, keys })
  return xmlReply(deleteResult({ deleted: keys, failed: [], quiet }))
}
