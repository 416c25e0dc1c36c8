import { NarrowStep, WideStep, type BlockStep } from './block-steps.ts'
import { DelayLine } from './delay-line.ts'
import type { EngineCache } from './load-engines.ts'
import type { DenoiseSetting } from './settings.ts'
import { DtlnPath, FusionPath } from './speech-path.ts'

export interface DenoiserOptions {
  readonly setting: DenoiseSetting
  /** Share of the denoised signal, 0 to 1; the rest is the input. */
  readonly wet: number
  /** Hz of the samples in and out: 48 kHz keeps what is above 8 kHz and costs more. */
  readonly sampleRate: 16_000 | 48_000
}

/** Denoises a stream of mono speech. What comes out is aligned with what went in, and at least as long. */
export class SpeechDenoiser {
  readonly #step: BlockStep
  readonly #wet: number
  readonly #block: Float32Array
  readonly #output: Float32Array
  readonly #dry: Float32Array
  readonly #dryDelay: DelayLine
  #dryShare: number
  #filled = 0
  #toDrop: number

  static async create(shelf: EngineCache, options: DenoiserOptions): Promise<SpeechDenoiser> {
    return new SpeechDenoiser(await createStep(shelf, options), options.wet)
  }

  private constructor(step: BlockStep, wet: number) {
    this.#step = step
    this.#wet = wet
    this.#dryShare = 1 - wet
    this.#block = new Float32Array(step.blockLength)
    this.#output = new Float32Array(step.blockLength)
    this.#dry = new Float32Array(step.blockLength)
    this.#dryDelay = new DelayLine(step.delay, step.blockLength)
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
      if (this.#filled === this.#block.length) yield* this.#processBlock()
    }
  }

  /** Yields the rest, followed by some silence: the caller knows where to cut. */
  *flush(): Generator<Float32Array> {
    const { delay, blockLength } = this.#step
    for (let blocks = Math.ceil(delay / blockLength) + 1; blocks > 0; blocks--) {
      this.#block.fill(0, this.#filled)
      yield* this.#processBlock()
    }
  }

  free(): void {
    this.#step.free()
  }

  *#processBlock(): Generator<Float32Array> {
    this.#filled = 0
    this.#step.process(this.#block, this.#output)
    this.#mixDry()
    const drop = Math.min(this.#toDrop, this.#output.length)
    this.#toDrop -= drop
    if (drop < this.#output.length) yield this.#output.subarray(drop)
  }

  /** Leaves the share of the input that was ordered, or that is clean, in the output; it moves evenly in a block. */
  #mixDry(): void {
    this.#dry.set(this.#block)
    this.#dryDelay.process(this.#dry)
    const before = this.#dryShare
    const after = 1 - this.#wet * (1 - this.#step.cleanShare)
    this.#dryShare = after
    if (before === 0 && after === 0) return
    const { length } = this.#output
    for (let i = 0; i < length; i++) {
      const share = before + ((after - before) * (i + 1)) / length
      this.#output[i] = (1 - share) * (this.#output[i] ?? 0) + share * (this.#dry[i] ?? 0)
    }
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
