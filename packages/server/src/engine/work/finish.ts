import { unreachable } from '../../base/unreachable.ts'
import type { RunOutcome } from '../../tags/tag.ts'
import type { JobEngine } from '../engine.ts'
import type { Claim } from './claim.ts'
import type { OutputFile, Settlement } from './move-jobs.ts'
import { settleJobs } from './settle-jobs.ts'

/** A job that alone used up what a machine has is tried so often: something beside the service may have used it up. */
const MAX_SETBACKS = 5

/** How the run of a job ended, with its files staged. */
export type JobOutcome = RunOutcome<OutputFile>

export interface EndedRun {
  readonly claim: Claim
  readonly outcome: JobOutcome
  /**
   * The run used up what the machine has, while no other job ran there and there was enough before and after it: what it
   * lacked, in a sentence.
   */
  readonly setback?: string | undefined
}

/**
 * `requeued`: the job waits again. `lost`: the lease went to another worker, the job was cancelled, or this end was
 * recorded before; nothing was changed.
 */
export type Finish = 'finished' | 'requeued' | 'lost'

/**
 * Records how runs ended: jobs, outputs and callbacks in one transaction, for those whose claims still hold. Returns one
 * answer for each, in order.
 */
export async function finishRuns(engine: JobEngine, runs: readonly EndedRun[]): Promise<readonly Finish[]> {
  const settling = runs.map((run) => ({
    job: run.claim.job,
    token: run.claim.token,
    settlement: settlementOf(run, engine.maxTries),
  }))
  const settled = await engine.db.transact((tx) => settleJobs(tx, engine, settling))
  return settling.map(({ job, settlement }) => {
    if (!settled.has(job.seq)) return 'lost'
    return settlement.kind === 'requeue' ? 'requeued' : 'finished'
  })
}

const STOPPED = 'The worker stopped, and handed the job back.'

/** How often a job is tried whose input seems to be at fault. */
const SUSPECT_TRIES = 2

function settlementOf({ claim, outcome, setback }: EndedRun, maxTries: number): Settlement {
  const { tries, losses, setbacks } = claim.job
  switch (outcome.kind) {
    case 'success':
      return { ...outcome, inputHeaders: inputHeadersOf(claim, outcome.inputHeaders) }
    case 'failed':
      return outcome
    case 'broken': {
      const most = outcome.suspectsInput === true ? Math.min(maxTries, SUSPECT_TRIES) : maxTries
      const { message } = outcome
      if (tries < most) return { kind: 'requeue', tries, losses, setbacks, cause: 'broken', message }
      return failed(`The job was tried ${tries} times. The last try: ${message}`)
    }
    case 'unavailable':
    case 'aborted': {
      // Says nothing about the job, so that it is no try.
      const after = setbacks + (setback === undefined ? 0 : 1)
      if (setback === undefined || after < MAX_SETBACKS) {
        const cause = setback === undefined ? 'returned' : 'setback'
        const message = setback ?? (outcome.kind === 'unavailable' ? outcome.message : STOPPED)
        return { kind: 'requeue', tries: tries - 1, losses, setbacks: after, cause, message }
      }
      return failed(`The job was run ${after} times by itself and needs more than a worker has: ${setback}`)
    }
    default:
      return unreachable(outcome)
  }
}

const failed = (message: string): Settlement => ({ kind: 'failed', code: 'InternalError', message })

/** They go to the object that was read, unless it was replaced meanwhile. */
function inputHeadersOf({ job, input }: Claim, headers: Readonly<Record<string, string>> | undefined) {
  if (!headers || !input || job.inputKey === undefined) return undefined
  return { key: job.inputKey, blobId: input.blobId, headers }
}
