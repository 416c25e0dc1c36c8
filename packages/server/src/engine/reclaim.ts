import { listLostLeases, requeueJob } from '../jobs/store.ts'
import { endJobIn } from './end-job.ts'
import type { JobEngine } from './engine.ts'

/** Bounds one transaction. */
const BATCH = 100

/** Takes back the jobs whose lease ran out. Gives how many there were. */
export async function reclaimExpired(engine: JobEngine): Promise<number> {
  return reclaimBefore(engine, engine.clock.now())
}

/**
 * Takes back every Running job, at a start: one process serves a database file, so whoever ran them is gone, and no
 * lease needs to be waited for.
 */
export async function reclaimAll(engine: JobEngine): Promise<number> {
  return reclaimBefore(engine, Number.MAX_SAFE_INTEGER)
}

async function reclaimBefore(engine: JobEngine, time: number): Promise<number> {
  let reclaimed = 0
  for (;;) {
    const count = await reclaimBatch(engine, time)
    reclaimed += count
    if (count < BATCH) break
  }
  if (reclaimed > 0) {
    engine.db.wake('jobs')
    engine.db.wake('callbacks')
  }
  return reclaimed
}

async function reclaimBatch(engine: JobEngine, time: number): Promise<number> {
  return engine.db.transact(async (tx) => {
    const lost = await listLostLeases(tx, time, BATCH)
    for (const job of lost) {
      if (job.tries < engine.maxTries) {
        await requeueJob(tx, { seq: job.seq, tries: job.tries })
        continue
      }
      const message = `The job was tried ${job.tries} times. The last try: the worker that ran it was lost.`
      await endJobIn(tx, engine, job, { kind: 'failed', code: 'InternalError', message })
    }
    return lost.length
  })
}
