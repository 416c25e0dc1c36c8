import { runLoop } from '../base/tasks/loop.ts'
import { sleep } from '../base/tasks/wait.ts'
import type { Claim } from '../engine/work/claim.ts'
import type { JobEngine } from '../engine/engine.ts'
import { renewLeases } from '../engine/work/renew-leases.ts'

/** How often progress is written at most, in ms: each time costs a commit. */
const PROGRESS_MS = 2_000

export interface HeldLease extends Disposable {
  /** Aborts when the job is no longer this worker's (another one has it, or it was cancelled), or is to be cut off. */
  readonly signal: AbortSignal
  /** How far the job is, 0–100. */
  readonly report: (percent: number) => void
}

interface Held {
  readonly claim: Claim
  readonly abort: AbortController
  progress: number
  written: number
  renewedAt: number
}

/** Keeps the leases of all jobs that run alive, and their progress up to date, with one statement for all of them. */
export class LeaseKeeper {
  readonly #engine: JobEngine
  readonly #held = new Set<Held>()
  readonly #cutOff: AbortSignal

  /** When `cutOff` aborts, all that run are to end. */
  constructor(engine: JobEngine, cutOff: AbortSignal) {
    this.#engine = engine
    this.#cutOff = cutOff
    cutOff.addEventListener('abort', () => {
      for (const { abort } of this.#held) abort.abort()
    })
  }

  hold(claim: Claim): HeldLease {
    const abort = new AbortController()
    if (this.#cutOff.aborted) abort.abort()
    const held: Held = { claim, abort, progress: 0, written: 0, renewedAt: this.#engine.clock.monotonic() }
    this.#held.add(held)
    return {
      signal: abort.signal,
      report: (percent) => {
        // A child's figures are not to be trusted with a CHECK of the database.
        held.progress = Math.max(held.progress, Math.min(100, Math.floor(percent) || 0))
      },
      [Symbol.dispose]: () => {
        this.#held.delete(held)
      },
    }
  }

  /** Until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, leaseMs } = this.#engine
    // Two renewals may be missed before a lease ends.
    const renewMs = leaseMs / 3
    const beatMs = Math.min(PROGRESS_MS, renewMs)
    await runLoop('leases', log, signal, async () => {
      await sleep(beatMs, signal)
      if (!signal.aborted) await this.#beat(renewMs - beatMs / 2)
    })
  }

  async #beat(dueAfterMs: number): Promise<void> {
    const now = this.#engine.clock.monotonic()
    const due = [...this.#held].filter(
      ({ progress, written, renewedAt }) => progress !== written || now - renewedAt >= dueAfterMs,
    )
    if (due.length === 0) return
    const heartbeats = due.map(({ claim, progress }) => ({ claim, progress }))
    const lost = new Set(await renewLeases(this.#engine, heartbeats))
    for (const [at, held] of due.entries()) {
      held.written = heartbeats[at]?.progress ?? held.written
      held.renewedAt = now
      if (lost.has(held.claim)) held.abort.abort()
    }
  }
}
