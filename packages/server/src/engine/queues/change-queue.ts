import { ProtocolError } from '../../protocol/errors.ts'
import {
  changeQueue,
  replaceQueue,
  type QueueChange,
  type QueueRecord,
  type QueueUpdate,
} from '../../queues/store.ts'
import type { Engine, JobEngine } from '../engine.ts'
import { queueMessageQueueProblem } from '../jobs/message-queue-problem.ts'

/** What a client changes: all settings of a queue that it can see. Throws QueueNotFound and InvalidArgument. */
export async function updateQueue(
  engine: JobEngine,
  queue: { readonly bucketId: number; readonly queueId: string },
  update: QueueUpdate,
): Promise<QueueRecord> {
  const problem = queueMessageQueueProblem(update.notify, engine.tdmq)
  if (problem) throw problem
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    tx.wake('jobs')
    const updated = await replaceQueue(tx, queue, { ...update, now })
    if (updated) return updated
    throw new ProtocolError('QueueNotFound', `The bucket has no queue ${queue.queueId}.`)
  })
}

/** What an operator changes: the settings that are named, and nothing else. `undefined` when there is no such queue. */
export async function patchQueue(
  engine: Engine,
  queueId: string,
  change: QueueChange,
): Promise<QueueRecord | undefined> {
  const now = engine.clock.now()
  return engine.db.transact((tx) => {
    tx.wake('jobs')
    return changeQueue(tx, queueId, { ...change, now })
  })
}
