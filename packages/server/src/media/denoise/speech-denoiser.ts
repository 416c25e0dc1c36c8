import { NarrowStep, ReducingStep, WideStep, type BlockStep } from './block-steps.ts'
import { DelayLine } from './delay-line.ts'
import type { DenoiseSetting, EngineShelf } from './load-engines.ts'
import { DtlnPath, FusionPath } from './speech-path.ts'

export interface DenoiserOptions {
  readonly setting: DenoiseSetting
  /** Share of the denoised signal, 0 to 1; the rest is the input. */
  readonly wet: number
  /** Hz of the samples given: 16 kHz for a source that has nothing above 8 kHz, or where it is not wanted. */
  readonly inputRate: 16_000 | 48_000
  /** Hz of the samples handed out, not above the input's: 48 kHz keeps what is above 8 kHz. */
  readonly outputRate: 16_000 | 48_000
}

/** Denoises a stream of mono speech. What comes out is aligned with what went in, and at least as long. */
export class SpeechDenoiser {
  readonly #step: BlockStep
  readonly #wet: number
  readonly #block: Float32Array
  readonly #dry: Float32Array
  readonly #dryDelay: DelayLine
  #filled = 0
  #toDrop: number

  static async create(shelf: EngineShelf, options: DenoiserOptions): Promise<SpeechDenoiser> {
    return new SpeechDenoiser(await createStep(shelf, options), options.wet)
  }

  private constructor(step: BlockStep, wet: number) {
    this.#step = step
    this.#wet = wet
    this.#block = new Float32Array(step.inputLength)
    this.#dry = new Float32Array(step.output.length)
    this.#dryDelay = new DelayLine(step.dryDelay, step.output.length)
    this.#toDrop = step.delay
  }

  /** Denoised samples as far as they are ready; each chunk is valid until the next one is asked for. */
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

  /** What is still inside, followed by some silence: the caller knows where to cut. */
  *flush(): Generator<Float32Array> {
    const { delay, output } = this.#step
    for (let blocks = Math.ceil(delay / output.length) + 1; blocks > 0; blocks--) {
      this.#block.fill(0, this.#filled)
      yield* this.#processBlock()
    }
  }

  free(): void {
    this.#step.free()
  }

  *#processBlock(): Generator<Float32Array> {
    this.#filled = 0
    this.#step.process(this.#block)
    const { output } = this.#step
    if (this.#wet < 1) this.#mixDry(output)
    const drop = Math.min(this.#toDrop, output.length)
    this.#toDrop -= drop
    if (drop < output.length) yield output.subarray(drop)
  }

  #mixDry(output: Float32Array): void {
    this.#dry.set(this.#step.dry)
    this.#dryDelay.process(this.#dry)
    for (let i = 0; i < output.length; i++) {
      output[i] = this.#wet * (output[i] ?? 0) + (1 - this.#wet) * (this.#dry[i] ?? 0)
    }
  }
}

async function createStep(shelf: EngineShelf, options: DenoiserOptions): Promise<BlockStep> {
  const { setting, inputRate, outputRate } = options
  const dtln = await shelf.dtln()
  if (setting === 'fast' && inputRate === 16_000) return new NarrowStep(new DtlnPath(dtln), undefined)
  const rnnoise = await shelf.rnnoise()
  const Step = inputRate === 16_000 ? NarrowStep : outputRate === 16_000 ? ReducingStep : WideStep
  if (setting === 'fast') return new Step(new DtlnPath(dtln), rnnoise)
  const gtcrn = setting === 'best' ? await shelf.gtcrn() : undefined
  const rnnoiseLag = (inputRate === 16_000 ? NarrowStep : ReducingStep).rnnoiseLag(rnnoise)
  return new Step(new FusionPath({ dtln, gtcrn, rnnoiseLag }), rnnoise)
}
