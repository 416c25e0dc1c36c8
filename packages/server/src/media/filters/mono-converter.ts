import { MonoMix } from './mono-mix.ts'
import { tame } from './tame-samples.ts'
import { FloatPlanes, monoResampler, MonoResampler, type ResampleInput } from './resample.ts'

/** Converts sound of one shape to mono float at one rate. */
export class MonoConverter implements Disposable {
  /** Undefined: there is one channel, which needs no mixing. */
  readonly #mixing: { readonly planes: FloatPlanes; readonly mix: MonoMix } | undefined
  readonly #resampler: MonoResampler

  constructor(input: ResampleInput, sampleRate: number) {
    const { layout, sampleRate: sourceRate } = input
    this.#mixing =
      layout.nbChannels === 1
        ? undefined
        : { planes: new FloatPlanes(input), mix: new MonoMix(layout, sourceRate) }
    this.#resampler = this.#mixing
      ? monoResampler(sourceRate, sampleRate)
      : new MonoResampler(input, sampleRate)
  }

  /** Yields the samples that are ready, each chunk valid until the next one. One buffer for each plane of the input. */
  *convert(planes: Buffer[], samples: number): Generator<Float32Array<ArrayBuffer>> {
    if (!this.#mixing) {
      yield tame(this.#resampler.convertPlanes(planes, samples))
      return
    }
    const channels = this.#mixing.planes.convert(planes, samples).map((channel) => tame(channel))
    for (const mixed of this.#mixing.mix.push(channels)) yield this.#resampler.convert(mixed)
  }

  /** Yields the buffered rest, at the end of the input. */
  *drain(): Generator<Float32Array<ArrayBuffer>> {
    if (this.#mixing) for (const mixed of this.#mixing.mix.flush()) yield this.#resampler.convert(mixed)
    yield this.#resampler.drain()
  }

  [Symbol.dispose](): void {
    this.#mixing?.planes[Symbol.dispose]()
    this.#resampler[Symbol.dispose]()
  }
}
