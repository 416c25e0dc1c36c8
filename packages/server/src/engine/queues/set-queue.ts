import { changeQueue, type QueueChange, type QueueRecord } from '../../queues/store.ts'
import type { Engine } from '../engine.ts'

/** Changes what is given of a queue and nothing else; `undefined` when there is no such queue. Wakes the worker. */
export async function setQueue(
  engine: Engine,
  queueId: string,
  change: QueueChange,
): Promise<QueueRecord | undefined> {
  const now = engine.clock.now()
  const queue = await engine.db.transact((tx) => changeQueue(tx, queueId, { ...change, now }))
  engine.db.wake('jobs')
  return queue
}
