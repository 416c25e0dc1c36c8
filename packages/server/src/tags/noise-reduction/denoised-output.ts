import { AudioEncoder, type EncodeOptions } from '../../media/encode.ts'
import type { SoundChunk } from '../../media/filters/mono-converter.ts'
import { monoResampler, type MonoResampler } from '../../media/filters/resample.ts'
import { Sides } from './sides.ts'

export interface OutputOrder {
  readonly outputPath: string
  readonly format: EncodeOptions['format']
  /** Hz of the output. */
  readonly sampleRate: number
}

/** The end of the way from denoised samples to the file: one channel, or both of a stereo input. */
export class DenoisedOutput implements Disposable {
  readonly #encoder: AudioEncoder
  readonly #resamplers: readonly MonoResampler[]
  readonly #sides: Sides | undefined

  constructor(
    { outputPath, format, sampleRate: outputRate }: OutputOrder,
    { sampleRate, isStereo }: { readonly sampleRate: 16_000 | 48_000; readonly isStereo: boolean },
  ) {
    const channels = isStereo ? 2 : 1
    this.#sides = isStereo ? new Sides(sampleRate) : undefined
    this.#encoder = new AudioEncoder({ path: outputPath, format, sampleRate: outputRate, channels })
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

  /** Ends the file at `total` samples. Write errors are reported here at the latest. */
  finish(total: number): void {
    if (this.#sides) for (const sides of this.#sides.flush()) this.#write(sides, total)
    this.#encoder.writeUpTo(total, ...this.#resamplers.map((resampler) => resampler.drain()))
    this.#encoder.finish()
  }

  #write(channels: readonly Float32Array[], total: number): void {
    const converted = this.#resamplers.map((resampler, n) =>
      resampler.convert(channels[n] ?? new Float32Array()),
    )
    this.#encoder.writeUpTo(total, ...converted)
  }

  [Symbol.dispose](): void {
    for (const resampler of this.#resamplers) resampler[Symbol.dispose]()
    this.#encoder[Symbol.dispose]()
  }
}
