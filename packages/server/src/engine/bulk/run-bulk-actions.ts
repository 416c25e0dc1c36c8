import { findNextBulkAction } from '../../bulk-actions/store.ts'
import { runLoop } from '../../base/tasks/loop.ts'
import { Notifier, sleep } from '../../base/tasks/wait.ts'
import type { JobEngine } from '../engine.ts'
import { advanceBulkAction } from './advance-bulk-action.ts'

/** Wake-ups may be lost, ms. */
const POLL_MS = 5_000
/** Between two steps, others have the database for this time. */
const PAUSE_MS = 2

/** Goes on with bulk actions, the one whose turn is next, until `signal` aborts. Any number of processes may. */
export async function runBulkActions(engine: JobEngine, signal: AbortSignal): Promise<void> {
  const notifier = new Notifier()
  using _waking = engine.db.onWake('bulk-actions', () => notifier.notify())
  await runLoop('bulk actions', engine.log, signal, async () => {
    const action = await findNextBulkAction(engine.db.reader)
    const waitMs = action ? action.dueAt - engine.clock.now() : POLL_MS
    if (!action || waitMs > 0) {
      await notifier.wait(Math.min(waitMs, POLL_MS), signal)
      return
    }
    await advanceBulkAction(engine, action)
    await sleep(PAUSE_MS, signal)
  })
}
