/** A picture that ends this far before the one before it has ended is left out, in ticks. */
const TOO_EARLY = -0.6

/**
 * Gives pictures the ticks of an encoder's clock, one at most to each. Those of a recording lie between two ticks, and
 * where rounding would put two on one, the later one gets the next, as FFmpeg's program does it.
 */
export class PictureClock {
  #next: bigint | undefined

  /** `time` and `duration`: ticks, with fractions. Returns the picture's tick; undefined: it is to be left out. */
  place(time: number, duration: number): bigint | undefined {
    const rounded = BigInt(Math.round(time))
    const isFree = this.#next === undefined || rounded >= this.#next
    if (!isFree && time + Math.max(duration, 1) - Number(this.#next) <= TOO_EARLY) return undefined
    const placed = isFree ? rounded : this.#next
    if (placed !== undefined) this.#next = placed + 1n
    return placed
  }
}
