import { sleep } from '../../base/tasks/wait.ts'
import type { Database, Transaction } from '../../db/database.ts'
import { prepared } from '../../db/prepared.ts'
import {
  countAttempts,
  deleteQueueEntry,
  enqueue,
  findQueueEntry,
  findArchived,
  unarchiveCallback,
  MAX_ATTEMPT_NUMBER,
  type QueuedCallback,
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
 * Records replays, and puts callbacks into the queue again, whatever their state, with a fresh retry schedule and the same id and bytes. One
 * that is queued already gets the new due time. Each batch is a transaction.
 */
export async function replayCallbacks(db: Database, replay: Replay): Promise<Replayed> {
  const { callbackIds, now, ratePerSecond } = replay
  const dueAtOf = (at: number): number =>
    ratePerSecond === undefined ? now : now + Math.floor((at / ratePerSecond) * 1_000)
  let queued = 0
  for (let from = 0; from < callbackIds.length; from += BATCH_SIZE) {
    const batch = callbackIds
      .slice(from, from + BATCH_SIZE)
      .map((callbackId, offset) => ({ callbackId, dueAt: dueAtOf(from + offset) }))
    queued += await db.transact((tx) => replayBatch(tx, batch, now))
    await sleep(PAUSE_MS)
  }
  return { queued, lastDueAt: dueAtOf(Math.max(0, callbackIds.length - 1)) }
}

export interface DueReplay {
  readonly callbackId: number
  readonly dueAt: number
}

/** One batch, inside a transaction. Returns how many were queued. */
export async function replayBatch(
  tx: Transaction,
  batch: readonly DueReplay[],
  now: number,
): Promise<number> {
  const replays: QueuedCallback[] = []
  for (const { callbackId, dueAt } of batch) {
    const open = (await findQueueEntry(tx, callbackId)) ?? (await findArchived(tx, callbackId))
    const attempts = open?.attempts ?? (await countAttempts(tx, callbackId))
    // There is no id for another attempt.
    if (attempts < MAX_ATTEMPT_NUMBER) replays.push({ dueAt, callbackId, attempts, failures: 0 })
  }
  // Before any other row is locked: PostgreSQL takes the lock of all writers with it, and two replays of the same
  // callbacks would otherwise wait for each other.
  for (const { callbackId } of replays) await insertReplay(tx, { callbackId, replayedAt: now })
  for (const replay of replays) {
    await deleteQueueEntry(tx, replay)
    await unarchiveCallback(tx, replay.callbackId)
    await enqueue(tx, replay)
  }
  tx.wake('callbacks')
  return replays.length
}

const insertReplay = prepared<{ readonly callbackId: number; readonly replayedAt: number }, unknown>(
  (db, bind) =>
    db
      .insertInto('callback_replays')
      .values({ callback_id: bind('callbackId'), replayed_at: bind('replayedAt') }),
)
