import type { Clock } from '../../base/clock.ts'
import type { Log } from '../../base/log.ts'
import { runLoop } from '../../base/tasks/loop.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Database } from '../../db/database.ts'
import { pruneEvidence } from './prune-evidence.ts'

const INTERVAL_MS = 10 * 60_000

export interface PrunerOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  /** See `CallbackSettings`. */
  readonly keepMs: number
  readonly keepAttempts: number
}

/** Deletes old callbacks and attempts at intervals, until `signal` aborts. */
export function runPruner(
  { db, clock, log, keepMs, keepAttempts }: PrunerOptions,
  signal: AbortSignal,
): Promise<void> {
  return runLoop('prune', log, signal, async () => {
    const limits = { olderThan: clock.now() - keepMs, maxAttempts: keepAttempts }
    const pruned = await pruneEvidence(db, limits, signal)
    if (pruned > 0) log.info({ pruned }, 'old callbacks and attempts deleted')
    await sleep(INTERVAL_MS, signal)
  })
}
