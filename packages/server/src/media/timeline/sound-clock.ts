/** A frame that starts this far from where the sound has arrived lies behind a gap, or over what was there before, s. */
export const HARD_S = 0.1
/** The first frame may start late or early by this much, s. */
const FIRST_S = 0.001

/** What happens to a frame of sound. */
export interface Placement {
  /** Samples of silence before it. */
  readonly silence: number
  /** Samples to leave out at its beginning. */
  readonly skip: number
}

/**
 * Places frames of decoded sound on the timeline by their times, as FFmpeg's filter `aresample=async=1` does. Gaps become
 * silence, and what overlaps is left out. Smaller differences are the rounding of a container.
 */
export class SoundClock {
  /** Seconds before the current section of one sample rate, and the samples of that section. */
  #earlierS = 0
  #samples = 0
  #sampleRate = 1
  #hasBegun = false

  /** Seconds placed so far, exact: samples divided by their rate. */
  get reachedS(): number {
    return this.#earlierS + this.#samples / this.#sampleRate
  }

  /** `startS`: undefined if the frame has no time, and continues after the one before. */
  place(
    startS: number | undefined,
    frame: { readonly samples: number; readonly sampleRate: number },
  ): Placement {
    const { samples, sampleRate } = frame
    if (sampleRate !== this.#sampleRate) {
      this.#earlierS = this.reachedS
      this.#samples = 0
      this.#sampleRate = sampleRate
    }
    const gapS = startS === undefined ? 0 : startS - this.reachedS
    const isPlaced = Math.abs(gapS) > (this.#hasBegun ? HARD_S : FIRST_S)
    const gap = isPlaced ? Math.round(gapS * sampleRate) : 0
    const placement = { silence: Math.max(gap, 0), skip: Math.min(Math.max(-gap, 0), samples) }
    if (placement.skip < samples) this.#hasBegun = true
    this.#samples += placement.silence + samples - placement.skip
    return placement
  }
}
