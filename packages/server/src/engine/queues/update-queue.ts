import { ProtocolError } from '../../protocol/errors.ts'
import { replaceQueue, type QueueRecord, type QueueUpdate } from '../../queues/store.ts'
import type { JobEngine } from '../engine.ts'
import { refuseQueueMessageQueue } from '../jobs/refuse-message-queue.ts'

export interface QueueChange {
  readonly bucketId: number
  /** As clients name it. */
  readonly queueId: string
  readonly update: QueueUpdate
}

/** Replaces a queue's settings; a queue that is set going wakes the worker. Throws QueueNotFound and InvalidArgument. */
export async function updateQueue(
  engine: JobEngine,
  { bucketId, queueId, update }: QueueChange,
): Promise<QueueRecord> {
  refuseQueueMessageQueue(update.notify, engine.tdmq)
  const now = engine.clock.now()
  const queue = await engine.db.transact((tx) => replaceQueue(tx, { bucketId, queueId }, { ...update, now }))
  if (!queue) throw new ProtocolError('QueueNotFound', `The bucket has no queue ${queueId}.`)
  engine.db.wake('jobs')
  return queue
}
