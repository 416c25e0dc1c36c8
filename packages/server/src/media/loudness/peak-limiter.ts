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
  #waiting: readonly Float32Array[]

  constructor(shape: SoundShape, { gain, ceiling }: LevelOptions) {
    this.#gain = gain
    this.#peaks = new SamplePeaks(shape)
    this.#curve = new GainCurve(shape.sampleRate, ceiling / gain)
    this.#waiting = Array.from({ length: shape.channels }, () => new Float32Array())
  }

  /** Takes samples of each channel, and returns those that are ready. */
  push(channels: readonly Float32Array[]): readonly Float32Array[] {
    this.#waiting = this.#waiting.map((waiting, n) => joined(waiting, channels[n] ?? new Float32Array()))
    return this.#take(this.#curve.push(this.#peaks.push(channels)))
  }

  /** Returns the rest. */
  flush(): readonly Float32Array[] {
    const last = this.#peaks.flush()
    const rest = this.#waiting[0]?.length ?? 0
    return this.#take(this.#curve.push(joined(last, new Float32Array(rest + this.#curve.lookahead))))
  }

  #take(gains: Float32Array): readonly Float32Array[] {
    const ready = this.#waiting.map((samples) => {
      const taken = samples.slice(0, gains.length)
      for (let i = 0; i < taken.length; i++) taken[i] = (taken[i] ?? 0) * this.#gain * (gains[i] ?? 1)
      return taken
    })
    this.#waiting = this.#waiting.map((samples) => samples.subarray(gains.length))
    return ready
  }

  [Symbol.dispose](): void {
    this.#peaks[Symbol.dispose]()
  }
}

function joined(before: Float32Array, after: Float32Array): Float32Array {
  const both = new Float32Array(before.length + after.length)
  both.set(before)
  both.set(after, before.length)
  return both
}
