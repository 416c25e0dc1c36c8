import { cancel } from '../../../engine/work/cancel.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'

/** PUT /jobs/{id}?cancel; some SDKs omit the parameter. The response has no body. */
export async function cancelJobRoute(context: RouteContext, call: Call, jobId: string): Promise<Reply> {
  const bucket = requireBucket(call)
  await cancel(context.engine, { bucketId: bucket.id, jobId })
  return { status: 200 }
}
