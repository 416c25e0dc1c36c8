import { SoftwareResampleContext } from 'node-av/lib'
import { AV_SAMPLE_FMT_FLT } from 'node-av/constants'
import type { AVSampleFormat } from 'node-av/constants'
import type { ChannelLayout } from 'node-av/lib'
import { MONO, asBytes, throwIfFailed } from '../ffmpeg.ts'

export interface ResampleInput {
  readonly layout: ChannelLayout
  readonly format: AVSampleFormat
  /** Hz */
  readonly sampleRate: number
}

/** Converts any audio to mono float at one rate, without delay: the first sample out is the time of the first in. */
export class MonoResampler implements Disposable {
  readonly #context = new SoftwareResampleContext()
  #samples = new Float32Array(8_192)
  #bytes = [asBytes(this.#samples)]

  constructor(input: ResampleInput, sampleRate: number) {
    const from = { ...input.layout }
    throwIfFailed(
      this.#context.allocSetOpts2(MONO, AV_SAMPLE_FMT_FLT, sampleRate, from, input.format, input.sampleRate),
      'setting up the resampler',
    )
    // Float output is not normalised by itself: two equal channels would come out 3 dB too loud.
    this.#context.setOption('rematrix_maxval', 1)
    throwIfFailed(this.#context.init(), 'starting the resampler')
  }

  /** The samples converted so far, valid until the next call. One buffer for each plane of the input's format. */
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
    const capacity = Math.max(this.#context.getOutSamples(sampleCount), 1)
    if (capacity > this.#samples.length) {
      this.#samples = new Float32Array(capacity * 2)
      this.#bytes = [asBytes(this.#samples)]
    }
    const made = this.#context.convertSync(this.#bytes, this.#samples.length, planes, sampleCount)
    throwIfFailed(made, 'resampling')
    return this.#samples.subarray(0, made)
  }

  [Symbol.dispose](): void {
    this.#context.free()
  }
}

/** Mono float from one rate to another. */
export function monoResampler(fromHz: number, toHz: number): MonoResampler {
  return new MonoResampler({ layout: MONO, format: AV_SAMPLE_FMT_FLT, sampleRate: fromHz }, toHz)
}
