import { deleteObjects } from '../../../engine/objects/delete-objects.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { assertOnlyVersion } from './find-conditionally.ts'

/** DELETE /{key}: 204 whether or not there was such an object. */
export async function deleteObjectRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { key } = call.target
  assertObjectKey(key)
  assertOnlyVersion(call.query.get('versionId'))
  await deleteObjects(context.engine, { bucketId: bucket.id, keys: [key] })
  return { status: 204 }
}
