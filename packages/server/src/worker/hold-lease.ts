import { runLoop } from '../base/loop.ts'
import { sleep } from '../base/wait.ts'
import type { Claim } from '../engine/claim.ts'
import type { Engine } from '../engine/engine.ts'
import { renewLease } from '../engine/renew-lease.ts'

/** How often progress is written at most, in ms: each time costs a commit. */
const PROGRESS_MS = 2_000
/** How often the lease is renewed at least, in ms: two renewals may be missed before it ends. */
const RENEW_MS = 10_000

export interface HeldLease extends AsyncDisposable {
  /** Aborts when the job is no longer this worker's: another one has it, or it was cancelled. */
  readonly lost: AbortSignal
  /** How far the job is, 0–100. */
  readonly report: (percent: number) => void
}

/** Keeps the lease of a claim alive, and its progress up to date, until it is disposed of. */
export function holdLease(engine: Engine, claim: Claim): HeldLease {
  const lost = new AbortController()
  const end = new AbortController()
  let progress = 0
  let written = 0
  let renewedAt = engine.clock.monotonic()
  const beating = runLoop('lease', engine.log, AbortSignal.any([end.signal, lost.signal]), async () => {
    await sleep(PROGRESS_MS, end.signal)
    if (end.signal.aborted) return
    const now = engine.clock.monotonic()
    if (progress === written && now - renewedAt < RENEW_MS) return
    const reached = progress
    if (!(await renewLease(engine, claim, reached))) lost.abort()
    written = reached
    renewedAt = now
  })
  return {
    lost: lost.signal,
    report: (percent) => {
      // A child's figures are not to be trusted with a CHECK of the database.
      progress = Math.max(progress, Math.min(100, Math.floor(percent) || 0))
    },
    async [Symbol.asyncDispose]() {
      end.abort()
      await beating
    },
  }
}
