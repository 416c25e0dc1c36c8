import { hostname } from 'node:os'
import { outageOf, OutageError } from '../base/outages/outage.ts'
import { retry } from '../base/tasks/retry.ts'
import { shownBytes } from '../base/show-bytes.ts'
import type { Claim } from '../engine/work/claim.ts'
import type { Finish, JobOutcome } from '../engine/work/finish.ts'
import type { Finisher } from './finisher.ts'
import type { LeaseKeeper } from './lease-keeper.ts'
import { runJob } from './run-job.ts'
import type { RunSlot } from './run-slots.ts'
import type { Worker } from './worker.ts'

const AGAIN_MS = 1_000
const MAX_TRIES = 300

export interface RunRecords {
  readonly leases: LeaseKeeper
  readonly finisher: Finisher
}

type Unavailable = Extract<JobOutcome, { readonly kind: 'unavailable' }>

export interface ClaimedRun {
  readonly claim: Claim
  /** Left once the job has run. */
  readonly slot: RunSlot
  /** Told that the slot is free. */
  readonly onRan: () => void
}

/** Runs a claimed job, says that its slot is free, and records how it ended. What goes wrong is logged; it never rejects. */
export async function runClaimed(
  worker: Worker,
  { leases, finisher }: RunRecords,
  { claim, slot, onRan }: ClaimedRun,
): Promise<void> {
  const { log, clock } = worker.engine
  using lease = leases.hold(claim)
  const startedAt = clock.monotonic()
  // The claim may have been under way when an outage began.
  const outcome: JobOutcome =
    worker.outages.open.length > 0
      ? { kind: 'aborted' }
      : await runJob(worker, { claim, report: lease.report }, lease.signal)
  const ms = clock.monotonic() - startedAt
  const setback = outcome.kind === 'unavailable' ? await setbackOf(worker, outcome, slot.wasAlone) : undefined
  slot.leave(outcome.kind === 'success')
  onRan()
  try {
    // A database that is away for a while must not make the work void: while the lease stands, it can be recorded.
    const finish = await retry(() => finisher.record({ claim, outcome, setback }), pauseAfter, lease.signal)
    logRun(worker, { claim, outcome, finish, ms })
    worker.onRun?.({ tag: claim.job.tag, outcome: outcome.kind, ms })
  } catch {
    // Logged at each try; the lease runs out, and the job is run again.
  }

  function pauseAfter(error: unknown, failures: number): number | undefined {
    if (!outageOf(error))
      log.error(
        { err: error, jobId: claim.job.id },
        'the outcome of a job was not recorded and will be tried again',
      )
    return failures < MAX_TRIES ? AGAIN_MS : undefined
  }
}

/**
 * Reports what the run had to do without. Where it was alone and all is well once it is over, nothing but the job itself
 * can have used it up: what it lacked, in a sentence.
 */
async function setbackOf(
  { outages, engine }: Worker,
  { resource, message, writtenBytes = 0 }: Unavailable,
  wasAlone: boolean,
): Promise<string | undefined> {
  outages.report(new OutageError(resource, message))
  engine.log.debug({ resource, writtenBytes }, 'a job could not be run here now')
  if (!wasAlone || !(await outages.canUse(resource))) return undefined
  const wrote = writtenBytes > 0 ? ` It had written ${shownBytes(writtenBytes)} by then.` : ''
  return `${message}${wrote}`
}

interface RecordedRun {
  readonly claim: Claim
  readonly outcome: JobOutcome
  readonly finish: Finish
  readonly ms: number
}

function logRun({ engine }: Worker, { claim, outcome, finish, ms }: RecordedRun): void {
  if (outcome.kind === 'aborted') return
  const { id, tag, tries } = claim.job
  const by = { ms: Math.round(ms), worker: process.pid, host: hostname() }
  engine.log.info({ jobId: id, tag, tries, outcome: outcome.kind, finish, ...by }, 'a job was run')
}
