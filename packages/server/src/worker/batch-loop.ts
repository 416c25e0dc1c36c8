import { runLoop } from '../base/tasks/loop.ts'
import { Notifier } from '../base/tasks/wait.ts'
import { advanceBatch } from '../engine/batches/advance-batch.ts'
import { BlobLines } from '../storage/lines/blob-lines.ts'
import { handBackBatch, takeDueBatch } from '../engine/batches/take-batch.ts'
import type { Worker } from './worker.ts'

/** Poll interval, in ms: batches that wait for their jobs become due by time, without a wake-up. */
const POLL_MS = 500
/** Steps of one batch before another batch is advanced. */
const STEPS = 20

/** Advances batches, one at a time, until `signal` aborts. Any number of processes may: each batch is one's at a time. */
export async function runBatches(
  { engine, storage, outages }: Pick<Worker, 'engine' | 'storage' | 'outages'>,
  signal: AbortSignal,
): Promise<void> {
  const notifier = new Notifier()
  using _waking = engine.db.onWake('batches', () => notifier.notify())
  await using files = new BlobLines(storage)
  await runLoop('batches', engine.log, signal, async () => {
    const batch = outages.open.length > 0 ? undefined : await takeDueBatch(engine)
    if (!batch) {
      await notifier.wait(POLL_MS, signal)
      return
    }
    let advanced = await advanceBatch(engine, files, batch)
    for (let step = 1; step < STEPS && advanced.hasMore && !signal.aborted; step += 1)
      advanced = await advanceBatch(engine, files, { ...advanced.batch, leaseToken: batch.leaseToken })
    if (advanced.hasMore) await handBackBatch(engine, batch)
    if (advanced.batch.phase !== 'Listing') await files.close(batch.batchId)
  })
}
