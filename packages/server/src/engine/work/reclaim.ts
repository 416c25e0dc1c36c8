import { lockLostLeases, type JobRecord } from '../../jobs/store.ts'
import type { JobEngine } from '../engine.ts'
import type { Settlement } from './move-jobs.ts'
import { settleJobs } from './settle-jobs.ts'

/** Bounds one transaction. */
const BATCH = 100

/**
 * A worker that vanishes (kill -9, a power cut, a deploy in haste) says little about the job it ran, because media work
 * dies in its own process. So a lost lease uses up no try. The number of losses is still bounded, for the job that does
 * take the whole worker down with it.
 */
const MAX_LOSSES = 100

/** Takes back the jobs whose lease ran out. Returns how many there were. */
export async function reclaimExpired(engine: JobEngine): Promise<number> {
  return reclaimBefore(engine, engine.clock.now())
}

/**
 * Takes back every Running job, at a start: one process serves a database file, so the process that ran them is gone, and no
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
  return reclaimed
}

async function reclaimBatch(engine: JobEngine, time: number): Promise<number> {
  return engine.db.transact(async (tx) => {
    const lost = await lockLostLeases(tx, time, BATCH)
    const settled = await settleJobs(
      tx,
      engine,
      lost.map((job) => ({ job, token: job.leaseToken ?? '', settlement: afterLoss(job) })),
    )
    return settled.size
  })
}

function afterLoss({ tries, losses: before, setbacks }: JobRecord): Settlement {
  const losses = before + 1
  if (losses < MAX_LOSSES) {
    const message = 'The worker that ran the job was lost.'
    return { kind: 'requeue', tries: tries - 1, losses, setbacks, cause: 'lost', message }
  }
  const message = `The worker that ran the job was lost ${losses} times.`
  return { kind: 'failed', code: 'InternalError', message }
}
