import { sql } from 'kysely'
import { emptyDirectory } from '../base/empty-directory.ts'
import { runLoop, untilDone } from '../base/tasks/loop.ts'
import { Notifier, sleep } from '../base/tasks/wait.ts'
import { claimJobs, type Claim } from '../engine/work/claim.ts'
import { reclaimAll, reclaimExpired } from '../engine/work/reclaim.ts'
import { reclaimBatches } from '../engine/batches/take-batch.ts'
import { runBatches } from './batch-loop.ts'
import { Finisher } from './finisher.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { runClaimed, type RunRecords } from './run-claimed.ts'
import { RunSlots } from './run-slots.ts'
import type { Worker } from './worker.ts'

/** Wake-ups may be lost, so jobs are looked for this often at least, in ms. */
const POLL_MS = 1_000
/** How often lost leases are looked for, in ms. */
const RECLAIM_MS = 1_000
/** Ends that are not on the disk yet: a database that is away must not let them pile up. */
const MAX_UNRECORDED = 200

/**
 * Runs jobs until `signal` aborts. Then no job is claimed any more; those that run may end within the grace, and are
 * handed back otherwise. Resolves when nothing runs.
 */
export async function runWorker(worker: Worker, signal: AbortSignal): Promise<void> {
  if (!(await untilDone('worker start', worker.engine.log, signal, () => cleanUp(worker)))) return
  const ended = new AbortController()
  const cutOff = new AbortController()
  const graceOver = waitForGrace(worker, signal, ended.signal).then(() => {
    cutOff.abort()
  })
  const leases = new LeaseKeeper(worker.engine, cutOff.signal)
  const records = { leases, finisher: new Finisher(worker.engine) }
  const renewing = leases.run(ended.signal)
  await Promise.all([
    reclaimLoop(worker, signal),
    jobLoop(worker, records, signal),
    runBatches(worker, signal),
  ])
  ended.abort()
  await Promise.all([graceOver, renewing])
}

/** After a process that was killed: nothing is claimed before what it ran is free again. */
async function cleanUp({ engine, soleProcess, workDirectory }: Worker): Promise<void> {
  await emptyDirectory(workDirectory)
  if (!soleProcess) return
  await reclaimAll(engine)
  await reclaimBatches(engine)
}

/**
 * Claims as many jobs as slots are free, and looks again when one is free or jobs may be there. A slot is free once the
 * job has run: while its outcome is recorded, others are claimed. None is claimed during an outage, so that other
 * workers can take what this one could not do; after it the number of jobs grows from one.
 */
async function jobLoop(worker: Worker, records: RunRecords, signal: AbortSignal): Promise<void> {
  const { engine, concurrency, queues, outages } = worker
  const notifier = new Notifier()
  using _waking = engine.db.onWake('jobs', () => notifier.notify())
  const slots = new RunSlots(concurrency)
  using _changing = outages.onChange(() => {
    slots.startOver()
    notifier.notify()
  })
  const unrecorded = new Set<Promise<void>>()
  const start = (claim: Claim): void => {
    const run = runClaimed(worker, records, { claim, slot: slots.take(), onRan: () => notifier.notify() })
    unrecorded.add(run)
    void run.finally(() => {
      unrecorded.delete(run)
      notifier.notify()
    })
  }
  const freeSlots = (): number => {
    if (outages.open.length > 0) return 0
    return Math.max(0, Math.min(slots.free, concurrency + MAX_UNRECORDED - unrecorded.size))
  }
  await runLoop('jobs', engine.log, signal, async () => {
    // One turn of the event loop lets slots that become free together be filled by one claim.
    await new Promise((resolve) => setImmediate(resolve))
    const claims = await claimJobs(engine, { limit: freeSlots(), queues, worker: worker.name })
    for (const claim of claims) start(claim)
    if (claims.length === 0 || freeSlots() === 0) await notifier.wait(POLL_MS, signal)
  })
  await Promise.all(unrecorded)
}

/**
 * Takes jobs back from workers whose heartbeats stopped. While the database was away no worker could send one: after that
 * each gets the time for it first.
 */
async function reclaimLoop({ engine, outages }: Worker, signal: AbortSignal): Promise<void> {
  let heardAt = engine.clock.monotonic()
  await runLoop('reclaim', engine.log, signal, async () => {
    await sleep(RECLAIM_MS, signal)
    if (signal.aborted) return
    await sql`SELECT 1`.execute(engine.db.reader)
    // One that can be read, but not written to, takes no heartbeat either.
    if (outages.open.some(({ resource }) => resource === 'database')) return
    const now = engine.clock.monotonic()
    const wasAway = now - heardAt > 3 * RECLAIM_MS
    heardAt = now
    if (wasAway) {
      await sleep(engine.leaseMs / 2, signal)
      heardAt = engine.clock.monotonic()
    }
    const count = await reclaimExpired(engine)
    if (count > 0) engine.log.warn({ count }, 'jobs of lost workers were taken back')
  })
}

/** Ends the grace after `signal` aborts, or with `ended`. */
async function waitForGrace({ graceMs }: Worker, signal: AbortSignal, ended: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const either = AbortSignal.any([signal, ended])
    if (either.aborted) resolve()
    else either.addEventListener('abort', () => resolve(), { once: true })
  })
  await sleep(graceMs, ended)
}
