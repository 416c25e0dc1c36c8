import { CommonMask } from '../../media/denoise/common-mask.ts'
import type { SoundChunk } from '../../media/filters/mono-converter.ts'

/** Left, right, and their mix before it was cleaned. */
const LINES = 3

/** Cleans the two channels of a stereo input by what denoising did to their mix, which comes out of it later. */
export class Sides {
  readonly #mask: CommonMask
  /** What was not cleaned yet: mix, left, right. */
  #waiting: readonly Float32Array[] = Array.from({ length: LINES }, () => new Float32Array())

  constructor(sampleRate: 16_000 | 48_000) {
    this.#mask = new CommonMask(sampleRate, LINES - 1)
  }

  /** Takes what goes into denoising. */
  put({ mono, sides }: SoundChunk): void {
    this.#waiting = [mono, ...sides].map((samples, n) => joined(this.#waiting[n], samples))
  }

  /** Takes what came out of it, and yields left and right; valid until the next ones are requested. */
  *take(denoised: Float32Array): Generator<readonly Float32Array[]> {
    const [before = denoised, ...channels] = this.#waiting.map((samples) => padded(samples, denoised.length))
    this.#waiting = this.#waiting.map((samples) => samples.slice(denoised.length))
    yield* this.#mask.push({ before, after: denoised, channels })
  }

  /** Yields the rest, followed by some silence. */
  flush(): Generator<readonly Float32Array[]> {
    return this.#mask.flush()
  }
}

function joined(before: Float32Array = new Float32Array(), after: Float32Array): Float32Array {
  const both = new Float32Array(before.length + after.length)
  both.set(before)
  both.set(after, before.length)
  return both
}

/** Behind the end of the input, denoising yields some silence. */
function padded(samples: Float32Array, length: number): Float32Array {
  return samples.length >= length
    ? samples.subarray(0, length)
    : joined(samples, new Float32Array(length - samples.length))
}
