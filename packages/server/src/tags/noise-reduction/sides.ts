import { CommonMask } from '../../media/denoise/common-mask.ts'
import type { SoundChunk } from '../../media/filters/mono-converter.ts'
import { SampleQueue } from '../../media/sample-queue.ts'

/** Left, right, and their mix before it was cleaned. */
const LINES = 3

/** Cleans the two channels of a stereo input by what denoising did to their mix, which comes out of it later. */
export class Sides {
  readonly #mask: CommonMask
  /** What was not cleaned yet: mix, left, right. */
  readonly #waiting: readonly SampleQueue[] = Array.from({ length: LINES }, () => new SampleQueue())

  constructor(sampleRate: 16_000 | 48_000) {
    this.#mask = new CommonMask(sampleRate, LINES - 1)
  }

  /** Takes what goes into denoising. */
  put({ mono, sides }: SoundChunk): void {
    for (const [n, samples] of [mono, ...sides].entries()) this.#waiting[n]?.push(samples)
  }

  /** Takes what came out of it, and yields left and right; valid until the next ones are requested. */
  *take(denoised: Float32Array): Generator<readonly Float32Array[]> {
    const { length } = denoised
    const [before = denoised, ...channels] = this.#waiting.map((queue) => padded(queue.take(length), length))
    yield* this.#mask.push({ before, after: denoised, channels })
  }

  /** Yields the rest, followed by some silence. */
  flush(): Generator<readonly Float32Array[]> {
    return this.#mask.flush()
  }
}

/** Behind the end of the input, denoising yields some silence. */
function padded(samples: Float32Array, length: number): Float32Array {
  if (samples.length === length) return samples
  const longer = new Float32Array(length)
  longer.set(samples)
  return longer
}
