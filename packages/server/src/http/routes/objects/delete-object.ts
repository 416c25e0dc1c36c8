import { deleteObjects } from '../../../engine/objects/delete-objects.ts'
import { checkObjectKey } from '../../../protocol/object-key.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { Service } from '../../service.ts'
import { checkVersion } from './find-object.ts'

/** DELETE /{key}: 204 whether or not there was such an object. */
export async function deleteObjectRoute(service: Service, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { key } = call.target
  checkObjectKey(key)
  checkVersion(call.query.get('versionId'))
  await deleteObjects(service.engine, { bucketId: bucket.id, keys: [key] })
  return { status: 204 }
}
