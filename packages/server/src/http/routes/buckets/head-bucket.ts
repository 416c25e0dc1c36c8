import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'

/** HEAD /: whether the bucket exists, and where. */
export function headBucketRoute(_context: RouteContext, call: Call): Promise<Reply> {
  return Promise.resolve({ status: 200, headers: { 'x-cos-bucket-region': requireBucket(call).region } })
}
