import type { SoundChunk } from '../../media/filters/mono-converter.ts'
import { monoResampler, type MonoResampler } from '../../media/filters/resample.ts'
import { Sides } from './sides.ts'

/** Where denoised samples go. */
export interface SampleSink {
  /** Samples of each channel taken so far. */
  readonly samples: number
  /** Takes samples of full scale ±1, an array for each channel. */
  write(...channels: readonly Float32Array[]): void
}

export interface OutputShape {
  /** Hz of denoising. */
  readonly sampleRate: 16_000 | 48_000
  /** Hz of the output. */
  readonly outputRate: number
  readonly isStereo: boolean
}

/** The end of the way from denoised samples to an output: one channel, or both of a stereo input. */
export class DenoisedOutput implements Disposable {
  readonly #sink: SampleSink
  readonly #resamplers: readonly MonoResampler[]
  readonly #sides: Sides | undefined

  constructor(sink: SampleSink, { sampleRate, outputRate, isStereo }: OutputShape) {
    const channels = isStereo ? 2 : 1
    this.#sides = isStereo ? new Sides(sampleRate) : undefined
    this.#sink = sink
    this.#resamplers = Array.from({ length: channels }, () => monoResampler(sampleRate, outputRate))
  }

  /** Takes what goes into denoising. */
  put(chunk: SoundChunk): void {
    this.#sides?.put(chunk)
  }

  /** Takes what came out of it, aligned with what went in. The output ends at `total` samples, as far as it is known. */
  take(denoised: Float32Array, total = Infinity): void {
    if (!this.#sides) this.#write([denoised], total)
    else for (const sides of this.#sides.take(denoised)) this.#write(sides, total)
  }

  /** Writes the rest, up to `total` samples. */
  finish(total: number): void {
    if (this.#sides) for (const sides of this.#sides.flush()) this.#write(sides, total)
    this.#writeUpTo(
      total,
      this.#resamplers.map((resampler) => resampler.drain()),
    )
  }

  #write(channels: readonly Float32Array[], total: number): void {
    const convert = (resampler: MonoResampler, n: number): Float32Array =>
      resampler.convert(channels[n] ?? new Float32Array())
    this.#writeUpTo(total, this.#resamplers.map(convert))
  }

  #writeUpTo(total: number, channels: readonly Float32Array[]): void {
    const rest = Math.max(total - this.#sink.samples, 0)
    this.#sink.write(...channels.map((channel) => channel.subarray(0, rest)))
  }

  [Symbol.dispose](): void {
    for (const resampler of this.#resamplers) resampler[Symbol.dispose]()
  }
}
