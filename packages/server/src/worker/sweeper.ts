import { pruneActivity } from '../activity/prune-activity.ts'
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
}

/** Deletes the bytes that no row names any more, views of sound that are not used, jobs that ended long ago, and the activity of days before, until `signal` aborts. */
export async function runSweeper(
  { engine, storage, keepJobsDays, soundViews }: Sweeping,
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
    runLoop('sweep-lost', engine.log, signal, async () => {
      await sweepLostBlobs(engine, storage, signal)
      await sleep(LOST_EVERY_MS, signal)
    }),
  ])
}
