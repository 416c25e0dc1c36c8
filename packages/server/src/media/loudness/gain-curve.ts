import { SlidingAverage, SlidingMinimum } from './sliding-windows.ts'

/** How long before a peak the gain begins to fall, s: short enough to be hidden by the peak, long enough not to click. */
const LOOKAHEAD_S = 0.005
/** How soon the gain is back after a peak, s: slower than the period of a voice, so that its waves keep their shape. */
const RELEASE_S = 0.06

/**
 * Returns gains that keep peaks below a ceiling, and change without steps. The gain of a sample is an average of
 * minima, each over a window that has the sample in it. So it is never higher than the sample allows.
 */
export class GainCurve {
  /** Samples by which gains come out later than the peaks that they are for. */
  readonly lookahead: number
  readonly #ceiling: number
  readonly #release: number
  readonly #minimum: SlidingMinimum
  readonly #average: SlidingAverage
  #held = 1
  #toDrop: number

  /** `ceiling`: the highest amplitude that is left, by the same scale as the peaks. */
  constructor(sampleRate: number, ceiling: number) {
    this.#ceiling = ceiling
    this.lookahead = Math.round(sampleRate * LOOKAHEAD_S)
    this.#release = 1 - Math.exp(-1 / (sampleRate * RELEASE_S))
    this.#minimum = new SlidingMinimum(this.lookahead + 1)
    this.#average = new SlidingAverage(this.lookahead + 1)
    this.#toDrop = this.lookahead
  }

  /** Takes the peak of each sample, and returns the gains that are known by now. */
  push(peaks: Float32Array): Float32Array {
    const gains = new Float32Array(peaks.length)
    for (const [n, peak] of peaks.entries()) {
      const allowed = peak > this.#ceiling ? this.#ceiling / peak : 1
      this.#held = Math.min(this.#minimum.push(allowed), this.#held + (1 - this.#held) * this.#release)
      gains[n] = this.#average.push(this.#held)
    }
    const drop = Math.min(this.#toDrop, gains.length)
    this.#toDrop -= drop
    return gains.subarray(drop)
  }
}
