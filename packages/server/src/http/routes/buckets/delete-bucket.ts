import { deleteBucket } from '../../../engine/objects/delete-bucket.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { Service } from '../../service.ts'

/** DELETE /: removes an empty bucket. */
export async function deleteBucketRoute({ engine }: Service, call: Call): Promise<Reply> {
  await deleteBucket(engine, requireBucket(call))
  return { status: 204 }
}
