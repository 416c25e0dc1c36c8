import type { Clock } from '../../../base/clock.ts'

/** A smaller step only delays callbacks by as much. */
const MIN_STEP_MS = 5_000

/** Detects that the clock was set back: due callbacks would otherwise wait until it shows that time again. */
export class ClockSteps {
  readonly #clock: Clock
  #offset: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#offset = clock.now() - clock.monotonic()
  }

  /** Returns how far the clock was set back since the last call, in ms; 0 when it was not. */
  setBackBy(): number {
    const offset = this.#clock.now() - this.#clock.monotonic()
    const back = this.#offset - offset
    if (back < MIN_STEP_MS && back > -MIN_STEP_MS) return 0
    this.#offset = offset
    return Math.max(0, Math.round(back))
  }
}
