import type { Clock } from '../../base/clock.ts'

/** Smaller steps only make somebody wait for as long. */
const WORTH_MS = 5_000

/** Notices when somebody sets the clock back: what is due by it would otherwise wait for that time to come again. */
export class ClockSteps {
  readonly #clock: Clock
  #offset: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#offset = clock.now() - clock.monotonic()
  }

  /** How far the clock was set back since the last call, in ms; 0 when it was not. */
  setBackBy(): number {
    const offset = this.#clock.now() - this.#clock.monotonic()
    const back = this.#offset - offset
    if (back < WORTH_MS && back > -WORTH_MS) return 0
    this.#offset = offset
    return Math.max(0, Math.round(back))
  }
}
