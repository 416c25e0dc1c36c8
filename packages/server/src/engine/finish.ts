import { findLeased, requeueJob } from '../jobs/store.ts'
import type { Claim } from './claim.ts'
import { endJobIn, type Ending } from './end-job.ts'
import type { JobEngine } from './engine.ts'

/** How a run ended: for good, or broken on this machine and worth another try. */
export type Outcome = Ending | { readonly kind: 'broken'; readonly message: string }

export type Finish =
  | { readonly kind: 'finished' }
  /** The run broke and tries remain: the job waits again. */
  | { readonly kind: 'requeued' }
  /** The lease went to another worker, or the job was cancelled: nothing was changed. */
  | { readonly kind: 'lost' }

/** Records what a run came to: job, outputs and callback in one transaction, if the claim still holds. */
export async function finish(engine: JobEngine, claim: Claim, outcome: Outcome): Promise<Finish> {
  const finished = await engine.db.transact<Finish>(async (tx) => {
    const job = await findLeased(tx, { seq: claim.job.seq, token: claim.token })
    if (!job) return { kind: 'lost' }
    if (outcome.kind !== 'broken') {
      await endJobIn(tx, engine, job, outcome)
      return { kind: 'finished' }
    }
    if (job.tries < engine.maxTries) {
      await requeueJob(tx, { seq: job.seq, tries: job.tries, losses: job.losses })
      return { kind: 'requeued' }
    }
    const message = `The job was tried ${job.tries} times. The last try: ${outcome.message}`
    await endJobIn(tx, engine, job, { kind: 'failed', code: 'InternalError', message })
    return { kind: 'finished' }
  })
  // A finished job may leave its queue room for the next one.
  engine.db.wake('jobs')
  if (finished.kind === 'finished') engine.db.wake('callbacks')
  return finished
}
