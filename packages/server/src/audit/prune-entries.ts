import { sleep } from '../base/tasks/wait.ts'
import type { Database } from '../db/database.ts'
import { deleteOldEntries } from './store.ts'

/** Small enough to block other transactions for a few ms only. */
const CHUNK = 500
/** Between two of them, other transactions have the database for this time. */
const PAUSE_MS = 20

export interface AuditLimits {
  /** ms since 1970 */
  readonly olderThan: number
  readonly maxEntries: number
}

/** Deletes entries that are too old, or too many: the oldest first. Returns how many. */
export async function pruneEntries(
  db: Database,
  { olderThan: time, maxEntries: keep }: AuditLimits,
  signal: AbortSignal,
): Promise<number> {
  let pruned = 0
  while (!signal.aborted) {
    const gone = await db.transact((tx) => deleteOldEntries(tx, { time, keep, limit: CHUNK }))
    pruned += gone
    if (gone < CHUNK) break
    await sleep(PAUSE_MS, signal)
  }
  return pruned
}
