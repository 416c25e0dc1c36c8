import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'

const EVERY_MS = 50

/**
 * Gives the event loop a turn now and then. Native memory that the garbage collector gave up is only freed in such a
 * turn, so a synchronous loop over a long file would grow without end; it is also when a closed channel is noticed.
 */
export class Breather {
  readonly #clock: Clock
  #lastMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#lastMs = clock.monotonic()
  }

  async breathe(): Promise<void> {
    if (this.#clock.monotonic() - this.#lastMs < EVERY_MS) return
    await setImmediate()
    this.#lastMs = this.#clock.monotonic()
  }
}
