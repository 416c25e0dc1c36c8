import { claimNext, type Claim } from '../engine/claim.ts'
import { finish } from '../engine/finish.ts'
import { handBack } from '../engine/hand-back.ts'
import { holdLease } from './hold-lease.ts'
import { runJob, type RunOutcome } from './run-job.ts'
import type { Worker } from './worker.ts'

/** Takes the next job, runs it, and records what it came to. False when no job waits. */
export async function workOnce(worker: Worker, signal: AbortSignal): Promise<boolean> {
  const claim = await claimNext(worker.engine)
  if (!claim) return false
  const outcome = await runHeld(worker, claim, signal)
  await record(worker, claim, outcome)
  return true
}

async function runHeld(worker: Worker, claim: Claim, signal: AbortSignal): Promise<RunOutcome> {
  await using lease = holdLease(worker.engine, claim)
  return await runJob(worker, { claim, report: lease.report }, AbortSignal.any([signal, lease.lost]))
}

async function record({ engine }: Worker, claim: Claim, outcome: RunOutcome): Promise<void> {
  if (outcome.kind === 'aborted') {
    await handBack(engine, claim)
    return
  }
  const { kind } = await finish(engine, claim, outcome)
  const { id, tag, tries } = claim.job
  engine.log.info({ jobId: id, tag, tries, outcome: outcome.kind, finish: kind }, 'a job was run')
}
