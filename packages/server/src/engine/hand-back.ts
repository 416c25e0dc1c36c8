import { findLeased, requeueJob } from '../jobs/store.ts'
import type { Claim } from './claim.ts'
import type { Engine } from './engine.ts'

/** Gives a job back unfinished because the worker stops; the run does not count as a try. */
export async function handBack(engine: Engine, claim: Claim): Promise<void> {
  await engine.db.transact(async (tx) => {
    const job = await findLeased(tx, { seq: claim.job.seq, token: claim.token })
    if (job) await requeueJob(tx, { seq: job.seq, tries: job.tries - 1, losses: job.losses })
  })
  engine.db.wake('jobs')
}
