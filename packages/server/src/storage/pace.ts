import type { Clock } from '../base/clock.ts'
import { sleep } from '../base/tasks/wait.ts'

/** Shorter pauses are added up: a timer for each would cost more than it saves, ms. */
const SHORTEST_PAUSE_MS = 20

export interface PaceOptions {
  readonly clock: Clock
  readonly bytesPerSecond: number
  /** The part of the time that may be spent between two pauses; all of it by default. */
  readonly share?: number
}

/** Limits reading to a rate, and to a share of the time. */
export class Pace {
  readonly #options: Required<PaceOptions>
  #resumedAt: number
  /** When the bytes read so far are within the rate. */
  #paidAt: number

  constructor(options: PaceOptions) {
    this.#options = { share: 1, ...options }
    this.#resumedAt = this.#paidAt = options.clock.monotonic()
  }

  /** Call it after reading: waits until the bytes are within the rate. */
  async spend(bytes: number, signal: AbortSignal): Promise<void> {
    const { clock, bytesPerSecond, share } = this.#options
    const workedMs = clock.monotonic() - this.#resumedAt
    const costMs = Math.max((bytes / bytesPerSecond) * 1_000, workedMs / share)
    this.#paidAt = Math.max(this.#paidAt, this.#resumedAt) + costMs
    const pauseMs = this.#paidAt - clock.monotonic()
    if (pauseMs >= SHORTEST_PAUSE_MS) await sleep(pauseMs, signal)
    this.#resumedAt = clock.monotonic()
  }
}
