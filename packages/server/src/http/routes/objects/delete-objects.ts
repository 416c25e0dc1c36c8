import { deleteObjects } from '../../../engine/objects/delete-objects.ts'
import { isAllowed } from '../../../protocol/auth/is-allowed.ts'
import { deleteResult } from '../../../protocol/objects/object-results.ts'
import { readDeleteRequest } from '../../../protocol/objects/read-object-requests.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { bucketResource, rightsOf } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { isOnlyVersion } from './find-conditionally.ts'
import { xmlReply } from '../xml-reply.ts'

const NO_VERSIONS = { code: 'NoSuchVersion', message: 'Objects have no versions here.' } as const
const DENIED = {
  code: 'AccessDenied',
  message: 'The key that signed this may not delete the object.',
} as const

/**
 * POST /?delete: deletes up to 1000 objects. A key without an object counts as deleted. A key fails alone if it names
 * a version, which is not the object that the client wants to delete, or if the signer has no right to it.
 */
export async function deleteObjectsRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { objects, quiet } = readDeleteRequest(await call.readXmlBody())
  const [rights, resource] = [rightsOf(call), bucketResource(call)]
  const checked = objects.map(({ key, versionId }) => {
    if (!isAllowed(rights, 'cos:DeleteMultipleObjects', { ...resource, key })) return { key, failure: DENIED }
    return { key, failure: isOnlyVersion(versionId) ? undefined : NO_VERSIONS }
  })
  const deleted = checked.filter(({ failure }) => !failure).map(({ key }) => key)
  await deleteObjects(engine, { bucketId: bucket.id, keys: deleted })
  const failed = checked.flatMap(({ key, failure }) => (failure ? [{ key, ...failure }] : []))
  return xmlReply(deleteResult({ deleted, failed, quiet }))
}
