import { IntegratedLoudness } from './integrated-loudness.ts'
import { SamplePeaks, type SoundShape } from './sample-peaks.ts'
import { toDb } from './decibels.ts'

export interface Loudness {
  /** LUFS, integrated; undefined for silence, and for sound shorter than a block of 400 ms. */
  readonly lufs: number | undefined
  /** dBTP; -Infinity for silence. */
  readonly truePeakDb: number
}

/** Measures integrated loudness (EBU R128) and true peak. */
export class LoudnessMeter implements Disposable {
  readonly #integrated: IntegratedLoudness
  readonly #peaks: SamplePeaks
  #highest = 0

  constructor(shape: SoundShape) {
    this.#integrated = new IntegratedLoudness(shape)
    this.#peaks = new SamplePeaks(shape)
  }

  /** Takes samples of each channel. */
  push(channels: readonly Float32Array[]): void {
    if ((channels[0]?.length ?? 0) === 0) return
    this.#notePeaks(this.#peaks.push(channels))
    this.#integrated.push(channels)
  }

  /** Returns what was measured, at the end of the sound. */
  finish(): Loudness {
    this.#notePeaks(this.#peaks.flush())
    return { lufs: this.#integrated.finish(), truePeakDb: toDb(this.#highest) }
  }

  #notePeaks(peaks: Float32Array): void {
    for (const peak of peaks) if (peak > this.#highest) this.#highest = peak
  }

  [Symbol.dispose](): void {
    this.#peaks[Symbol.dispose]()
    this.#integrated[Symbol.dispose]()
  }
}
