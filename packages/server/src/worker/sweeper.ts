import { pruneActivity } from '../activity/prune-activity.ts'
import type { AuditSettings } from '../audit/config.ts'
import { pruneEntries } from '../audit/prune-entries.ts'
import { runLoop } from '../base/tasks/loop.ts'
import { sleep } from '../base/tasks/wait.ts'
import type { Engine } from '../engine/engine.ts'
import { pruneJobs } from '../engine/work/prune-jobs.ts'
import { sweepDroppedBlobs, sweepLostBlobs } from '../engine/objects/sweep-blobs.ts'
import { sweepViews, type ViewLimits } from '../engine/sound-views/sweep-views.ts'
import type { Storage } from '../storage/storage.ts'

const DROPPED_EVERY_MS = 10 * 60_000
const LOST_EVERY_MS = 24 * 3_600_000
const PRUNE_EVERY_MS = 3_600_000

export interface Sweeping {
  readonly engine: Engine
  readonly storage: Storage
  readonly keepJobsDays: number
  readonly soundViews: ViewLimits
  readonly audit: AuditSettings
}

/**
 * Deletes what is kept no longer, until `signal` aborts. That is: bytes that no row names any more, views of sound that are
 * not used, jobs that ended long ago, the activity of days before, and old entries of the audit trail.
 */
export async function runSweeper(
  { engine, storage, keepJobsDays, soundViews, audit }: Sweeping,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all([
    runLoop('sweep', engine.log, signal, async () => {
      await sweepViews(engine, soundViews, signal)
      await sweepDroppedBlobs(engine, storage, signal)
      await sleep(DROPPED_EVERY_MS, signal)
    }),
    runLoop('prune-jobs', engine.log, signal, async () => {
      await pruneActivity(engine)
      await pruneJobs(engine, keepJobsDays, signal)
      await sleep(PRUNE_EVERY_MS, signal)
    }),
    runLoop('prune-audit', engine.log, signal, async () => {
      const olderThan = engine.clock.now() - audit.keepMs
      await pruneEntries(engine.db, { olderThan, maxEntries: audit.keepEntries }, signal)
      await sleep(PRUNE_EVERY_MS, signal)
    }),
    runLoop('sweep-lost', engine.log, signal, async () => {
      await sweepLostBlobs(engine, storage, signal)
      await sleep(LOST_EVERY_MS, signal)
    }),
  ])
}
