import type { UploadName } from '../../../buckets/uploads.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { requireBucket, type Call } from '../../call.ts'

/** Which upload a call is about. Whether there is one is for the transaction to see. */
export function readUploadName(call: Call): UploadName {
  const { key } = call.target
  assertObjectKey(key)
  return { bucketId: requireBucket(call).id, key, uploadId: call.query.get('uploadId') ?? '' }
}
