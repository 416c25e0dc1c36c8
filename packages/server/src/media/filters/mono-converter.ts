import { MonoMix, type MixedBlock } from './mono-mix.ts'
import { FloatPlanes, monoResampler, MonoResampler, type ResampleInput } from './resample.ts'
import { tame } from './tame-samples.ts'

/** Samples at one rate; each array is valid until the next chunk is requested. */
export interface SoundChunk {
  /** All channels in one. */
  readonly mono: Float32Array<ArrayBuffer>
  /** Left and right, where they are wanted; of another number of channels both are the mix. */
  readonly sides: readonly Float32Array<ArrayBuffer>[]
}

export interface ConverterOptions {
  /** Hz */
  readonly sampleRate: number
  readonly wantsSides: boolean
}

interface Mixing {
  readonly planes: FloatPlanes
  readonly mix: MonoMix
}

/** Converts sound of one shape to mono float at one rate, and its two channels with it where they are wanted. */
export class MonoConverter implements Disposable {
  /** Undefined: there is one channel, which needs no mixing. */
  readonly #mixing: Mixing | undefined
  readonly #resampler: MonoResampler
  readonly #sideResamplers: readonly MonoResampler[]
  readonly #wantsSides: boolean

  constructor(input: ResampleInput, { sampleRate, wantsSides }: ConverterOptions) {
    const { layout, sampleRate: sourceRate } = input
    this.#wantsSides = wantsSides
    this.#mixing =
      layout.nbChannels === 1
        ? undefined
        : { planes: new FloatPlanes(input), mix: new MonoMix(layout, sourceRate) }
    this.#resampler = this.#mixing
      ? monoResampler(sourceRate, sampleRate)
      : new MonoResampler(input, sampleRate)
    const hasSides = wantsSides && layout.nbChannels === 2
    this.#sideResamplers = hasSides ? [0, 1].map(() => monoResampler(sourceRate, sampleRate)) : []
  }

  /** Yields what is ready. One buffer for each plane of the input. */
  *convert(planes: Buffer[], samples: number): Generator<SoundChunk> {
    if (!this.#mixing) {
      yield this.#chunk(tame(this.#resampler.convertPlanes(planes, samples)), [])
      return
    }
    const channels = this.#mixing.planes.convert(planes, samples).map((channel) => tame(channel))
    for (const block of this.#mixing.mix.push(channels)) yield this.#resampled(block)
  }

  /** Yields the buffered rest, at the end of the input. */
  *drain(): Generator<SoundChunk> {
    if (this.#mixing) for (const block of this.#mixing.mix.flush()) yield this.#resampled(block)
    yield this.#chunk(
      this.#resampler.drain(),
      this.#sideResamplers.map((resampler) => resampler.drain()),
    )
  }

  #resampled({ mono, channels }: MixedBlock): SoundChunk {
    const sides = this.#sideResamplers.map((resampler, n) => resampler.convert(channels[n] ?? mono))
    return this.#chunk(this.#resampler.convert(mono), sides)
  }

  #chunk(mono: Float32Array<ArrayBuffer>, sides: readonly Float32Array<ArrayBuffer>[]): SoundChunk {
    return { mono, sides: this.#wantsSides && sides.length === 0 ? [mono, mono] : sides }
  }

  [Symbol.dispose](): void {
    this.#mixing?.planes[Symbol.dispose]()
    for (const resampler of [this.#resampler, ...this.#sideResamplers]) resampler[Symbol.dispose]()
  }
}
