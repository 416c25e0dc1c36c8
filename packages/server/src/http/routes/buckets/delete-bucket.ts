import { deleteBucket } from '../../../engine/objects/delete-bucket.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'

/** DELETE /: removes an empty bucket. */
export async function deleteBucketRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  await deleteBucket(engine, requireBucket(call))
  return { status: 204 }
}
