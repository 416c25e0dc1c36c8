import type { Clock } from '../../base/clock.ts'

const WINDOW_MS = 60_000
/** Failures of one address, and of all, in a window. */
const LIMITS = { address: 10, all: 200 } as const

/** Says when too many wrong tokens were tried, by one address or by all. */
export class AttemptLimit {
  readonly #clock: Clock
  readonly #failures = new Map<string, number>()
  #all = 0
  #windowStart = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How long to wait before the next try, s; 0: none. */
  waitSeconds(address: string): number {
    const now = this.#clock.monotonic()
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now
      this.#failures.clear()
      this.#all = 0
    }
    const isOver = (this.#failures.get(address) ?? 0) >= LIMITS.address || this.#all >= LIMITS.all
    return isOver ? Math.ceil((this.#windowStart + WINDOW_MS - now) / 1_000) : 0
  }

  fail(address: string): void {
    this.#failures.set(address, (this.#failures.get(address) ?? 0) + 1)
    this.#all++
  }
}
