import { updateQueue as update } from '../../../engine/queues/change-queue.ts'
import { readQueueUpdate } from '../../../protocol/jobs/queue-shape.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { Service } from '../../service.ts'
import { refuseAddress } from '../refuse-address.ts'
import { responseReply } from '../response-reply.ts'
import { showQueue } from './show-queue.ts'

/** PUT /queue/{id}, under any of the queue paths: replaces name, state and notification. */
export async function updateQueue(service: Service, call: Call, queueId: string): Promise<Reply> {
  const bucket = requireBucket(call)
  const request = readQueueUpdate(await call.readXmlBody())
  refuseAddress(service, { path: 'NotifyConfig.Url', url: request.notify.url })
  const queue = await update(service.engine, { bucketId: bucket.id, queueId }, request)
  return responseReply([['RequestId', call.requestId], showQueue(service, bucket, { queue, as: 'Queue' })])
}
