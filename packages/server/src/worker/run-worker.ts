import { runLoop } from '../base/loop.ts'
import { Bell, sleep } from '../base/wait.ts'
import { reclaimAll, reclaimExpired } from '../engine/reclaim.ts'
import { emptyWorkDirectory } from './work-directory.ts'
import { workOnce } from './work-once.ts'
import type { Worker } from './worker.ts'

/** Wake-ups may be lost, so jobs are looked for this often at least, in ms. */
const POLL_MS = 1_000
/** How often lost leases are looked for, in ms. */
const RECLAIM_MS = 5_000
const GRACE_MS = 4_000

/**
 * Runs jobs until `signal` aborts. Then no job is claimed any more; those that run may end within the grace, and are
 * handed back otherwise. Resolves when nothing runs.
 */
export async function runWorker(worker: Worker, signal: AbortSignal): Promise<void> {
  await emptyWorkDirectory(worker.workDirectory)
  await reclaimAll(worker.engine)
  const ended = new AbortController()
  const cutOff = new AbortController()
  const graceOver = waitForGrace(worker, signal, ended.signal).then(() => {
    cutOff.abort()
  })
  await Promise.all([
    reclaimLoop(worker, signal),
    ...Array.from({ length: worker.concurrency }, () => jobLoop(worker, signal, cutOff.signal)),
  ])
  ended.abort()
  await graceOver
}

async function jobLoop(worker: Worker, signal: AbortSignal, cutOff: AbortSignal): Promise<void> {
  const bell = new Bell()
  const listening = worker.engine.db.onWake('jobs', () => {
    bell.ring()
  })
  await runLoop('jobs', worker.engine.log, signal, async () => {
    if (!(await workOnce(worker, cutOff))) await bell.wait(POLL_MS, signal)
  })
  listening[Symbol.dispose]()
}

async function reclaimLoop({ engine }: Worker, signal: AbortSignal): Promise<void> {
  await runLoop('leases', engine.log, signal, async () => {
    await sleep(RECLAIM_MS, signal)
    const count = await reclaimExpired(engine)
    if (count > 0) engine.log.warn({ count }, 'jobs of lost workers were taken back')
  })
}

/** Ends the grace after `signal` aborts, or with `ended`. */
async function waitForGrace(
  { graceMs = GRACE_MS }: Worker,
  signal: AbortSignal,
  ended: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const either = AbortSignal.any([signal, ended])
    if (either.aborted) resolve()
    else either.addEventListener('abort', () => resolve(), { once: true })
  })
  await sleep(graceMs, ended)
}
