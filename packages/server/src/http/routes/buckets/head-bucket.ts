import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { Service } from '../../service.ts'

/** HEAD /: whether the bucket exists, and where. */
export function headBucketRoute(_service: Service, call: Call): Promise<Reply> {
  return Promise.resolve({ status: 200, headers: { 'x-cos-bucket-region': requireBucket(call).region } })
}
