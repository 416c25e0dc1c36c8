import type { UploadName } from '../../../buckets/uploads.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { requireBucket, type Call } from '../../call.ts'

/** The upload that a call names. The transaction checks whether it exists. */
export function readUploadName(call: Call): UploadName {
  const { key } = call.target
  assertObjectKey(key)
  return { bucketId: requireBucket(call).id, key, uploadId: call.query.get('uploadId') ?? '' }
}
