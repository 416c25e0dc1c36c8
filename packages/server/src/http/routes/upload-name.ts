import type { UploadName } from '../../buckets/uploads.ts'
import { MAX_PART_NUMBER } from '../../engine/complete-upload.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { checkObjectKey } from '../../protocol/object-key.ts'
import { requireBucket, type Call } from '../call.ts'

/** Which upload a call is about. Whether there is one is for the transaction to see. */
export function readUploadName(call: Call): UploadName {
  const { key } = call.target
  checkObjectKey(key)
  return { bucketId: requireBucket(call).id, key, uploadId: call.query.get('uploadId') ?? '' }
}

export function readPartNumber({ query }: Call): number {
  const text = query.get('partNumber') ?? ''
  const number = Number(text)
  if (/^\d{1,5}$/.test(text) && number >= 1 && number <= MAX_PART_NUMBER) return number
  throw new ProtocolError('InvalidArgument', `partNumber must be a number from 1 to ${MAX_PART_NUMBER}.`)
}
