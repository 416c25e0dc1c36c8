import { sql } from 'kysely'
import { sleep } from '../../base/tasks/wait.ts'
import type { Database, Queryable } from '../../db/database.ts'
import { attemptId } from '../store.ts'

/** Small enough to block other transactions for a few ms only. */
const BATCH_SIZE = 500
/** Between two batches, other transactions have the database for this time. */
const PAUSE_MS = 20

export interface EvidenceLimits {
  /** Delivered callbacks that are older than this are deleted with their attempts. Ms since 1970. */
  readonly olderThan: number
  /** How many attempts are kept at most; the oldest are deleted first. */
  readonly maxAttempts: number
}

/**
 * Deletes old callbacks and attempts in small transactions, with pauses for other transactions. Returns the number of
 * deleted rows. Undelivered callbacks are never deleted.
 */
export async function pruneEvidence(
  db: Database,
  { olderThan, maxAttempts }: EvidenceLimits,
  signal: AbortSignal,
): Promise<number> {
  let pruned = await deleteInBatches(signal, () => deleteCallbacks(db, olderThan))
  let surplus = Math.max(0, (await countAllAttempts(db.reader)) - maxAttempts)
  pruned += await deleteInBatches(signal, async () => {
    const deleted = await deleteOldestAttempts(db, Math.min(BATCH_SIZE, surplus))
    surplus -= deleted
    return deleted
  })
  return pruned
}

async function deleteInBatches(signal: AbortSignal, deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0
  while (!signal.aborted) {
    const deleted = await deleteBatch()
    if (deleted === 0) break
    total += deleted
    await sleep(PAUSE_MS, signal)
  }
  return total
}

function deleteCallbacks(db: Database, olderThan: number): Promise<number> {
  return db.transact(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      DELETE FROM callbacks WHERE id IN (
        SELECT c.id FROM callbacks c
        WHERE c.created_at < ${olderThan}
          AND NOT EXISTS (SELECT 1 FROM callback_queue q WHERE q.callback_id = c.id)
          AND NOT EXISTS (SELECT 1 FROM callback_rest r WHERE r.callback_id = c.id)
        ORDER BY c.created_at LIMIT ${BATCH_SIZE})
      RETURNING id`.execute(tx)
    for (const { id } of rows) {
      await tx
        .deleteFrom('callback_attempts')
        .where('id', '>', attemptId(id, 0))
        .where('id', '<', attemptId(id + 1, 0))
        .execute()
    }
    return rows.length
  })
}

async function countAllAttempts(db: Queryable): Promise<number> {
  const { count } = await db
    .selectFrom('callback_attempts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

async function deleteOldestAttempts(db: Database, limit: number): Promise<number> {
  if (limit <= 0) return 0
  const { rows } = await db.transact((tx) =>
    sql`
      DELETE FROM callback_attempts WHERE id IN (SELECT id FROM callback_attempts ORDER BY id LIMIT ${limit})
      RETURNING id`.execute(tx),
  )
  return rows.length
}
