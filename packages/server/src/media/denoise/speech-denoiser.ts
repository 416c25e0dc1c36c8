import { NarrowStep, WideStep, type BlockStep, type DenoisedBlock } from './block-steps.ts'
import { DtlnPath } from './dtln-path.ts'
import { FusionPath } from './fusion-path.ts'
import type { EngineCache } from './load-engines.ts'
import type { DenoiseSetting } from './settings.ts'

export interface DenoiserOptions {
  readonly setting: DenoiseSetting
  /** Share of the denoised signal, 0 to 1; the rest is the input. */
  readonly wet: number
  /** Hz of the samples in and out: 48 kHz keeps what is above 8 kHz and costs more. */
  readonly sampleRate: 16_000 | 48_000
}

/**
 * Denoises a stream of mono speech. What comes out is aligned with what went in, and at least as long. It comes some 6 s
 * later, since each moment is treated by what is around it.
 */
export class SpeechDenoiser {
  readonly #step: BlockStep
  readonly #wet: number
  #block: Float32Array
  readonly #output: Float32Array
  #filled = 0
  #toDrop: number

  static async create(shelf: EngineCache, options: DenoiserOptions): Promise<SpeechDenoiser> {
    return new SpeechDenoiser(await createStep(shelf, options), options.wet)
  }

  private constructor(step: BlockStep, wet: number) {
    this.#step = step
    this.#wet = wet
    this.#block = new Float32Array(step.blockLength)
    this.#output = new Float32Array(step.blockLength)
    this.#toDrop = step.delay
  }

  /** Yields denoised samples as they become ready; each chunk is valid until the next one is requested. */
  *push(samples: Float32Array): Generator<Float32Array> {
    let from = 0
    while (from < samples.length) {
      const take = Math.min(this.#block.length - this.#filled, samples.length - from)
      this.#block.set(samples.subarray(from, from + take), this.#filled)
      this.#filled += take
      from += take
      if (this.#filled < this.#block.length) continue
      for (const block of this.#step.push(this.#taken())) yield* this.#mix(block)
    }
  }

  /** Yields the rest, followed by some silence: the caller knows where to cut. */
  *flush(): Generator<Float32Array> {
    const { delay, blockLength } = this.#step
    // Behind the last sample is as much silence as engines need to give it back.
    for (let blocks = Math.ceil(delay / blockLength) + (this.#filled > 0 ? 1 : 0); blocks > 0; blocks--)
      for (const block of this.#step.push(this.#taken())) yield* this.#mix(block)
    for (const block of this.#step.end()) yield* this.#mix(block)
  }

  free(): void {
    this.#step.free()
  }

  #taken(): Float32Array {
    const block = this.#block
    this.#block = new Float32Array(block.length)
    this.#filled = 0
    return block
  }

  /** Leaves the share of the input that was ordered, or that is clean, in the output. */
  *#mix({ input, denoised, clean }: DenoisedBlock): Generator<Float32Array> {
    for (let i = 0; i < this.#output.length; i++) {
      const share = this.#wet * (1 - (clean[i] ?? 0))
      this.#output[i] = share * (denoised[i] ?? 0) + (1 - share) * (input[i] ?? 0)
    }
    const drop = Math.min(this.#toDrop, this.#output.length)
    this.#toDrop -= drop
    if (drop < this.#output.length) yield this.#output.subarray(drop)
  }
}

async function createStep(shelf: EngineCache, { setting, sampleRate }: DenoiserOptions): Promise<BlockStep> {
  const dtln = await shelf.dtln()
  if (setting === 'fast' && sampleRate === 16_000) return new NarrowStep(new DtlnPath(dtln), undefined)
  const rnnoise = await shelf.rnnoise()
  const Step = sampleRate === 16_000 ? NarrowStep : WideStep
  if (setting === 'fast') return new Step(new DtlnPath(dtln), rnnoise)
  const gtcrn = setting === 'best' ? await shelf.gtcrn() : undefined
  return new Step(new FusionPath({ dtln, gtcrn, rnnoiseLag: Step.rnnoiseLag(rnnoise) }), rnnoise)
}
