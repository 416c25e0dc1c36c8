import { monoResampler, type MonoResampler } from '../filters/resample.ts'

/** Hz at which the peaks between samples show: four times 48 kHz (ITU-R BS.1770, annex 2), for all rates. */
const PEAK_RATE = 192_000

/** What is measured or written. */
export interface SoundShape {
  /** Hz */
  readonly sampleRate: number
  readonly channels: 1 | 2
}

/** Finds how high sound rises at each sample and between it and its neighbours, of full scale 1: its true peaks. */
export class SamplePeaks implements Disposable {
  readonly #factor: number
  readonly #resamplers: readonly MonoResampler[]
  /** Oversampled values of the sample that is being looked at, so far. */
  #seen = 0
  #highest = 0
  #before = 0

  constructor({ sampleRate, channels }: SoundShape) {
    this.#factor = Math.ceil(PEAK_RATE / sampleRate)
    const resampler = (): MonoResampler => monoResampler(sampleRate, sampleRate * this.#factor)
    this.#resamplers = Array.from({ length: channels }, resampler)
  }

  /** Takes samples of each channel, and returns the peaks that are known by now, one a sample, of the louder channel. */
  push(channels: readonly Float32Array[]): Float32Array {
    return this.#peaksOf(this.#resamplers.map((resampler, n) => resampler.convert(channels[n] ?? EMPTY)))
  }

  /** Returns the rest, which may be a sample short. */
  flush(): Float32Array {
    return this.#peaksOf(this.#resamplers.map((resampler) => resampler.drain()))
  }

  #peaksOf(oversampled: readonly Float32Array[]): Float32Array {
    const values = loudest(oversampled)
    const peaks = new Float32Array(Math.floor((this.#seen + values.length) / this.#factor))
    let [seen, highest, made] = [this.#seen, this.#highest, 0]
    for (const value of values) {
      if (value > highest) highest = value
      if (++seen < this.#factor) continue
      peaks[made++] = Math.max(highest, this.#before)
      this.#before = highest
      highest = seen = 0
    }
    this.#seen = seen
    this.#highest = highest
    return peaks
  }

  [Symbol.dispose](): void {
    for (const resampler of this.#resamplers) resampler[Symbol.dispose]()
  }
}

const EMPTY = new Float32Array()

/** Returns the largest magnitude among channels, for each sample; it is written over the first one. */
function loudest([first = EMPTY, second]: readonly Float32Array[]): Float32Array {
  for (let i = 0; i < first.length; i++)
    first[i] = Math.max(Math.abs(first[i] ?? 0), Math.abs(second?.[i] ?? 0))
  return first
}
