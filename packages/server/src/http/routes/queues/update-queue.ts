import { updateQueue } from '../../../engine/queues/change-queue.ts'
import { readQueueUpdate } from '../../../protocol/jobs/queue-shape.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { assertCallbackAddress } from '../assert-callback-address.ts'
import { responseReply } from '../response-reply.ts'
import { showQueue } from './show-queue.ts'

/** PUT /queue/{id}, under any of the queue paths: replaces name, state and notification. */
export async function updateQueueRoute(context: RouteContext, call: Call, queueId: string): Promise<Reply> {
  const bucket = requireBucket(call)
  const request = readQueueUpdate(await call.readXmlBody())
  assertCallbackAddress(context, { path: 'NotifyConfig.Url', url: request.notify.url })
  const queue = await updateQueue(context.engine, { bucketId: bucket.id, queueId }, request)
  return responseReply([['RequestId', call.requestId], showQueue(context, bucket, { queue, as: 'Queue' })])
}
