import { SampleQueue } from '../sample-queue.ts'
import { GainCurve } from './gain-curve.ts'
import { SamplePeaks, type SoundShape } from './sample-peaks.ts'

export interface LevelOptions {
  /** The constant factor of all samples. */
  readonly gain: number
  /** The highest true peak behind it, of full scale 1. */
  readonly ceiling: number
}

/** Multiplies sound by a constant gain, and by less around peaks that would rise above a ceiling. No channel moves. */
export class PeakLimiter implements Disposable {
  readonly #gain: number
  readonly #peaks: SamplePeaks
  readonly #curve: GainCurve
  /** Samples of each channel whose gain is not known yet. */
  readonly #waiting: readonly SampleQueue[]

  constructor(shape: SoundShape, { gain, ceiling }: LevelOptions) {
    this.#gain = gain
    this.#peaks = new SamplePeaks(shape)
    this.#curve = new GainCurve(shape.sampleRate, ceiling / gain)
    this.#waiting = Array.from({ length: shape.channels }, () => new SampleQueue())
  }

  /** Takes samples of each channel, and returns those that are ready, until the next ones are pushed. */
  push(channels: readonly Float32Array[]): readonly Float32Array[] {
    for (const [n, waiting] of this.#waiting.entries()) waiting.push(channels[n] ?? new Float32Array())
    return this.#take(this.#curve.push(this.#peaks.push(channels)))
  }

  /** Returns the rest. */
  flush(): readonly Float32Array[] {
    const last = this.#peaks.flush()
    const peaks = new Float32Array(last.length + (this.#waiting[0]?.length ?? 0) + this.#curve.lookahead)
    peaks.set(last)
    return this.#take(this.#curve.push(peaks))
  }

  #take(gains: Float32Array): readonly Float32Array[] {
    return this.#waiting.map((waiting) => {
      const taken = waiting.take(gains.length)
      for (let i = 0; i < taken.length; i++) taken[i] = (taken[i] ?? 0) * this.#gain * (gains[i] ?? 1)
      return taken
    })
  }

  [Symbol.dispose](): void {
    this.#peaks[Symbol.dispose]()
  }
}
