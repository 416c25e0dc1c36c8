import { sleep } from '../../base/tasks/wait.ts'
import type { Database } from '../../db/database.ts'
import {
  countAttempts,
  deleteQueueEntry,
  enqueue,
  findQueueEntry,
  findArchived,
  unarchiveCallback,
  MAX_ATTEMPT_NUMBER,
} from '../store.ts'

/** Small batches with pauses between them do not slow down live callbacks. */
const BATCH_SIZE = 20
const PAUSE_MS = 2

export interface Replay {
  readonly callbackIds: readonly number[]
  /** Ms since 1970. */
  readonly now: number
  /** How many become due per second; `undefined` makes all due at once. */
  readonly ratePerSecond: number | undefined
}

export interface Replayed {
  readonly queued: number
  /** When the last of them is due, ms since 1970. */
  readonly lastDueAt: number
}

/**
 * Puts callbacks into the queue again, whatever their state, with a fresh retry schedule and the same id and bytes. One
 * that is queued already gets the new due time. Each batch is a transaction.
 */
export async function replayCallbacks(db: Database, replay: Replay): Promise<Replayed> {
  const { callbackIds, now, ratePerSecond } = replay
  const dueAtOf = (at: number): number =>
    ratePerSecond === undefined ? now : now + Math.floor((at / ratePerSecond) * 1_000)
  let queued = 0
  for (let from = 0; from < callbackIds.length; from += BATCH_SIZE) {
    queued += await db.transact(async (tx) => {
      let count = 0
      for (const [offset, callbackId] of callbackIds.slice(from, from + BATCH_SIZE).entries()) {
        const open = (await findQueueEntry(tx, callbackId)) ?? (await findArchived(tx, callbackId))
        const attempts = open?.attempts ?? (await countAttempts(tx, callbackId))
        // There is no id for another attempt.
        if (attempts >= MAX_ATTEMPT_NUMBER) continue
        await deleteQueueEntry(tx, { callbackId })
        await unarchiveCallback(tx, callbackId)
        await enqueue(tx, { dueAt: dueAtOf(from + offset), callbackId, attempts, failures: 0 })
        count += 1
      }
      tx.wake('callbacks')
      return count
    })
    await sleep(PAUSE_MS)
  }
  return { queued, lastDueAt: dueAtOf(Math.max(0, callbackIds.length - 1)) }
}
