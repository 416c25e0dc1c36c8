import { hostname } from 'node:os'
import { outageOf } from '../base/outage.ts'
import { shownBytes } from '../base/show-bytes.ts'
import { sleep } from '../base/wait.ts'
import type { Claim } from '../engine/work/claim.ts'
import type { Finish } from '../engine/work/finish.ts'
import { handBack, type HandBack } from '../engine/work/hand-back.ts'
import type { Finisher } from './finisher.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import type { Place } from './places.ts'
import { runJob, type RunOutcome, type Unavailable } from './run-job.ts'
import type { Worker } from './worker.ts'

const AGAIN_MS = 1_000
const MAX_TRIES = 300

export interface Keeping {
  readonly leases: LeaseKeeper
  readonly finisher: Finisher
}

export interface Started {
  readonly claim: Claim
  /** Left once the job has run. */
  readonly place: Place
  /** Told that the place is free. */
  readonly onRan: () => void
}

/**
 * Runs a claimed job, says that its place is free, and records what it came to. What goes wrong is logged; it never
 * rejects.
 */
export async function runClaimed(
  worker: Worker,
  { leases, finisher }: Keeping,
  { claim, place, onRan }: Started,
): Promise<void> {
  const { log, clock } = worker.engine
  using lease = leases.hold(claim)
  const startedAt = clock.monotonic()
  // The claim may have been under way when an outage began.
  const outcome: RunOutcome =
    worker.outages.open.length > 0
      ? { kind: 'aborted' }
      : await runJob(worker, { claim, report: lease.report }, lease.signal)
  const ms = clock.monotonic() - startedAt
  const back = outcome.kind === 'unavailable' ? await blame(worker, outcome, place.wasAlone) : {}
  place.leave(outcome.kind === 'success')
  onRan()
  // A database that is away for a while must not make the work void: while the lease stands, it can be recorded.
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    try {
      await record(worker, finisher, { claim, outcome, back, ms })
      worker.onRun?.({ tag: claim.job.tag, outcome: outcome.kind, ms })
      return
    } catch (error) {
      if (!outageOf(error))
        log.error(
          { err: error, jobId: claim.job.id },
          'what a job came to was not recorded and will be tried again',
        )
      if (lease.signal.aborted) break
      await sleep(AGAIN_MS, lease.signal)
    }
  }
}

/**
 * Reports what the run had to do without. Where it was alone and all is well once it is over, nothing but the job itself
 * can have used it up.
 */
async function blame(
  { outages, engine }: Worker,
  { outage, writtenBytes }: Unavailable,
  wasAlone: boolean,
): Promise<HandBack> {
  const { resource, message } = outage
  outages.report(outage)
  engine.log.debug({ resource, writtenBytes }, 'a job could not be run here now')
  if (!wasAlone || !(await outages.canUse(resource))) return {}
  const wrote = writtenBytes > 0 ? ` It had written ${shownBytes(writtenBytes)} by then.` : ''
  return { setback: `${message}${wrote}` }
}

interface ToRecord {
  readonly claim: Claim
  readonly outcome: RunOutcome
  readonly back: HandBack
  /** How long the run took. */
  readonly ms: number
}

async function record(
  { engine }: Worker,
  finisher: Finisher,
  { claim, outcome, back, ms }: ToRecord,
): Promise<void> {
  const { id, tag, tries } = claim.job
  let finish: Finish
  if (outcome.kind === 'aborted' || outcome.kind === 'unavailable') {
    finish = await handBack(engine, claim, back)
    if (outcome.kind === 'aborted') return
  } else finish = await finisher.record({ claim, outcome })
  const by = { ms: Math.round(ms), worker: process.pid, host: hostname() }
  engine.log.info({ jobId: id, tag, tries, outcome: outcome.kind, finish, ...by }, 'a job was run')
}
