import { SoftwareResampleContext } from 'node-av/lib'
import { AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_FLTP } from 'node-av/constants'
import type { AVSampleFormat } from 'node-av/constants'
import type { ChannelLayout } from 'node-av/lib'
import { MONO, asBytes, throwIfFailed } from '../ffmpeg.ts'

export interface ResampleInput {
  readonly layout: ChannelLayout
  readonly format: AVSampleFormat
  /** Hz */
  readonly sampleRate: number
}

interface ResampleOutput extends ResampleInput {
  readonly planes: number
}

/** Converts sound to float, one array for each plane, without delay: the first sample out is the time of the first in. */
class Resampler implements Disposable {
  readonly #context = new SoftwareResampleContext()
  readonly #planes: number
  #samples: readonly Float32Array<ArrayBuffer>[] = []
  #bytes: Buffer[] = []

  constructor(input: ResampleInput, output: ResampleOutput) {
    this.#planes = output.planes
    throwIfFailed(
      this.#context.allocSetOpts2(
        { ...output.layout },
        output.format,
        output.sampleRate,
        { ...input.layout },
        input.format,
        input.sampleRate,
      ),
      'setting up the resampler',
    )
    throwIfFailed(this.#context.init(), 'starting the resampler')
    this.#makeRoom(8_192)
  }

  /** The samples converted so far, valid until the next call. One buffer for each plane of the input; null: its end. */
  run(planes: Buffer[] | null, sampleCount: number): readonly Float32Array<ArrayBuffer>[] {
    const capacity = Math.max(this.#context.getOutSamples(sampleCount), 1)
    if (capacity > (this.#samples[0]?.length ?? 0)) this.#makeRoom(capacity * 2)
    const made = this.#context.convertSync(this.#bytes, this.#samples[0]?.length ?? 0, planes, sampleCount)
    throwIfFailed(made, 'resampling')
    return this.#samples.map((samples) => samples.subarray(0, made))
  }

  #makeRoom(samples: number): void {
    this.#samples = Array.from({ length: this.#planes }, () => new Float32Array(samples))
    this.#bytes = this.#samples.map(asBytes)
  }

  [Symbol.dispose](): void {
    this.#context.free()
  }
}

/** One channel of any format to mono float at one rate. */
export class MonoResampler implements Disposable {
  readonly #resampler: Resampler

  constructor(input: ResampleInput, sampleRate: number) {
    const output = { layout: MONO, format: AV_SAMPLE_FMT_FLT, sampleRate, planes: 1 }
    this.#resampler = new Resampler(input, output)
  }

  /** The samples converted so far, valid until the next call. */
  convertPlanes(planes: Buffer[], sampleCount: number): Float32Array<ArrayBuffer> {
    return this.#run(planes, sampleCount)
  }

  /** The same for mono float input. */
  convert(samples: Float32Array): Float32Array<ArrayBuffer> {
    return this.#run([asBytes(samples)], samples.length)
  }

  /** Returns the buffered rest, at the end of the input. */
  drain(): Float32Array<ArrayBuffer> {
    return this.#run(null, 0)
  }

  #run(planes: Buffer[] | null, sampleCount: number): Float32Array<ArrayBuffer> {
    return this.#resampler.run(planes, sampleCount)[0] ?? new Float32Array()
  }

  [Symbol.dispose](): void {
    this.#resampler[Symbol.dispose]()
  }
}

/** Mono float from one rate to another. */
export function monoResampler(fromHz: number, toHz: number): MonoResampler {
  return new MonoResampler({ layout: MONO, format: AV_SAMPLE_FMT_FLT, sampleRate: fromHz }, toHz)
}

/** Converts sound to float with an array for each channel, at its own rate. */
export class FloatPlanes implements Disposable {
  readonly #resampler: Resampler

  constructor(input: ResampleInput) {
    this.#resampler = new Resampler(input, {
      ...input,
      format: AV_SAMPLE_FMT_FLTP,
      planes: input.layout.nbChannels,
    })
  }

  /** Valid until the next call. */
  convert(planes: Buffer[], sampleCount: number): readonly Float32Array<ArrayBuffer>[] {
    return this.#resampler.run(planes, sampleCount)
  }

  [Symbol.dispose](): void {
    this.#resampler[Symbol.dispose]()
  }
}
