import { sleep } from '../base/wait.ts'
import type { Claim } from '../engine/claim.ts'
import { handBack } from '../engine/hand-back.ts'
import type { Finisher } from './finisher.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import { runJob, type RunOutcome } from './run-job.ts'
import type { Worker } from './worker.ts'

const AGAIN_MS = 1_000
const MAX_TRIES = 300

export interface Keeping {
  readonly leases: LeaseKeeper
  readonly finisher: Finisher
}

/**
 * Runs a claimed job, says that its place is free, and records what it came to. What goes wrong is logged; it never
 * rejects.
 */
export async function runClaimed(
  worker: Worker,
  { leases, finisher }: Keeping,
  { claim, onRan }: { readonly claim: Claim; readonly onRan: () => void },
): Promise<void> {
  const { log, clock } = worker.engine
  using lease = leases.hold(claim)
  const startedAt = clock.monotonic()
  const outcome = await runJob(worker, { claim, report: lease.report }, lease.signal)
  const ms = clock.monotonic() - startedAt
  onRan()
  // A database that is away for a while must not make the work void: while the lease stands, it can be recorded.
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    try {
      await record(worker, finisher, { claim, outcome })
      worker.onRun?.({ tag: claim.job.tag, outcome: outcome.kind, ms })
      return
    } catch (error) {
      log.error(
        { err: error, jobId: claim.job.id },
        'what a job came to was not recorded and will be tried again',
      )
      if (lease.signal.aborted) break
      await sleep(AGAIN_MS, lease.signal)
    }
  }
}

async function record(
  { engine }: Worker,
  finisher: Finisher,
  { claim, outcome }: { readonly claim: Claim; readonly outcome: RunOutcome },
): Promise<void> {
  if (outcome.kind === 'aborted') {
    await handBack(engine, claim)
    return
  }
  const finish = await finisher.record({ claim, outcome })
  const { id, tag, tries } = claim.job
  engine.log.info({ jobId: id, tag, tries, outcome: outcome.kind, finish }, 'a job was run')
}
