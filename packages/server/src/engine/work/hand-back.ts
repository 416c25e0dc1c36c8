import type { Claim } from './claim.ts'
import type { JobEngine } from '../engine.ts'
import type { Finish } from './finish.ts'
import { settleJobs, type Settlement } from './settle-jobs.ts'

/** A job that alone used up what a machine has gets so many chances: somebody else may have been at it as well. */
const MAX_SETBACKS = 5

export interface HandBack {
  /**
   * The run used up what the machine has, while no other job ran there and there was enough before and after it: what it
   * lacked, in a sentence.
   */
  readonly setback?: string
}

/**
 * Gives a job back unfinished, because its worker stops or has to do without something; the run does not count as a try.
 * One that was set back too often is failed instead.
 */
export async function handBack(
  engine: JobEngine,
  { job, token }: Claim,
  { setback }: HandBack = {},
): Promise<Finish> {
  const setbacks = job.setbacks + (setback === undefined ? 0 : 1)
  const settlement: Settlement =
    setback !== undefined && setbacks >= MAX_SETBACKS
      ? {
          kind: 'failed',
          code: 'InternalError',
          message: `The job was run ${setbacks} times by itself and needs more than a worker has: ${setback}`,
        }
      : { kind: 'requeue', tries: job.tries - 1, losses: job.losses, setbacks }
  const settled = await engine.db.transact((tx) => settleJobs(tx, engine, [{ job, token, settlement }]))
  if (!settled.has(job.seq)) return 'lost'
  if (settlement.kind === 'requeue') return 'requeued'
  return 'finished'
}
