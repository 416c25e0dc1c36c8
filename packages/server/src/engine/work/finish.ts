import type { Claim } from './claim.ts'
import type { JobEngine } from '../engine.ts'
import { settleJobs, type Ending, type Settlement } from './settle-jobs.ts'

/** How a run ended: for good, or broken on this machine and worth another try. */
export type Outcome = Ending | { readonly kind: 'broken'; readonly message: string }

/**
 * `requeued`: the run broke and tries remain, so the job waits again. `lost`: the lease went to another worker or the
 * job was cancelled, and nothing was changed.
 */
export type Finish = 'finished' | 'requeued' | 'lost'

export interface ToFinish {
  readonly claim: Claim
  readonly outcome: Outcome
}

/**
 * Records what runs came to: jobs, outputs and callbacks in one transaction, those of them whose claims still hold.
 * Gives one answer for each, in order.
 */
export async function finishJobs(engine: JobEngine, runs: readonly ToFinish[]): Promise<readonly Finish[]> {
  const settling = runs.map(({ claim, outcome }) => ({
    job: claim.job,
    token: claim.token,
    settlement: settlementOf(claim, outcome, engine.maxTries),
  }))
  const settled = await engine.db.transact((tx) => settleJobs(tx, engine, settling))
  return settling.map(({ job, settlement }) => {
    if (!settled.has(job.seq)) return 'lost'
    return settlement.kind === 'requeue' ? 'requeued' : 'finished'
  })
}

function settlementOf({ job }: Claim, outcome: Outcome, maxTries: number): Settlement {
  if (outcome.kind !== 'broken') return outcome
  const { tries, losses, setbacks } = job
  if (tries < maxTries) return { kind: 'requeue', tries, losses, setbacks }
  const message = `The job was tried ${tries} times. The last try: ${outcome.message}`
  return { kind: 'failed', code: 'InternalError', message }
}
