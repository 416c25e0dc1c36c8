import { cancelBatch } from '../../../engine/batches/cancel-batch.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'

/** PUT /inventorytriggerjob/{id}?cancel; some SDKs omit the parameter. The response has no body. */
export async function cancelBatchRoute(
  { engine }: RouteContext,
  call: Call,
  batchId: string,
): Promise<Reply> {
  await cancelBatch(engine, { bucketId: requireBucket(call).id, batchId })
  return { status: 200 }
}
