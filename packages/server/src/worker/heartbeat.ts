import { runLoop } from '../base/tasks/loop.ts'
import { sleep } from '../base/tasks/wait.ts'
import type { Engine } from '../engine/engine.ts'
import { deleteLostWorkers, deleteWorker, saveHeartbeat, type WorkerFacts } from '../workers/store.ts'

const BEAT_MS = 5_000
/** One that was killed is shown for so long, ms. */
const SHOWN_MS = 24 * 3_600_000

/** Tells who looks after the service that this worker works, until `signal` aborts. No job depends on it. */
export async function runHeartbeat(
  { db, clock, log }: Engine,
  worker: WorkerFacts,
  signal: AbortSignal,
): Promise<void> {
  await runLoop('heartbeat', log, signal, async () => {
    const now = clock.now()
    await db.transact(
      async (tx) => {
        await deleteLostWorkers(tx, now - SHOWN_MS)
        await saveHeartbeat(tx, worker, now)
      },
      { durable: false },
    )
    await sleep(BEAT_MS, signal)
  })
  try {
    await db.transact((tx) => deleteWorker(tx, worker.name))
  } catch (error) {
    log.warn({ err: error }, 'this worker is listed for a day as one that was lost')
  }
}
