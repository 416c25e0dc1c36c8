import { checkCallbackUrl } from '../../callbacks/address-guard.ts'
import { updateQueue as update } from '../../engine/update-queue.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { readQueueUpdate } from '../../protocol/queue-shape.ts'
import { requireBucket, type Call, type Reply } from '../call.ts'
import type { Service } from '../service.ts'
import { responseReply } from './response-reply.ts'
import { showQueue } from './show-queue.ts'

/** PUT /queue/{id}, under any of the queue paths: replaces name, state and notification. */
export async function updateQueue(service: Service, call: Call, queueId: string): Promise<Reply> {
  const bucket = requireBucket(call)
  const request = readQueueUpdate(await call.readXmlBody())
  if (request.notify.url !== '') {
    const reason = checkCallbackUrl(request.notify.url, service.callbackAddresses)
    if (reason !== undefined) {
      throw new ProtocolError('InvalidArgument', `NotifyConfig.Url can't be called: ${reason}.`)
    }
  }
  const queue = await update(service.engine, { bucketId: bucket.id, queueId, update: request })
  return responseReply([['RequestId', call.requestId], showQueue(service, bucket, { queue, as: 'Queue' })])
}
