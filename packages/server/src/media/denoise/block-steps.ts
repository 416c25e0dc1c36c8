import { DelayLine } from './delay-line.ts'
import { EngineBlock } from './engine-block.ts'
import type { Engine } from './engine.ts'
import { SPEECH_BLOCK, type SpeechPath } from './speech-path.ts'
import { Decimator, Interpolator, THIRD_BAND_DELAY } from './third-band.ts'

const WIDE_BLOCK = 3 * SPEECH_BLOCK

/** One block in, one block out, between the rates that the step is made for. */
export interface BlockStep {
  readonly inputLength: number
  /** The denoised block; overwritten by the next `process`. */
  readonly output: Float32Array
  /** The block's input at the output's rate. */
  readonly dry: Float32Array
  /** Samples of `output` before the first that belongs to the input. */
  readonly delay: number
  /** Samples by which `output` is behind `dry`. */
  readonly dryDelay: number
  process(block: Float32Array): void
  free(): void
}

/** 16 kHz in and out. RNNoise, where there is one, hears the input through the interpolator. */
export class NarrowStep implements BlockStep {
  /** Lag of RNNoise's output behind the input, in samples at 16 kHz. */
  static readonly rnnoiseLag = (rnnoise: Engine): number => rnnoise.latency / 3 + 2 * THIRD_BAND_DELAY

  readonly inputLength = SPEECH_BLOCK
  readonly output = new Float32Array(SPEECH_BLOCK)
  readonly dry = new Float32Array(SPEECH_BLOCK)
  readonly delay: number
  readonly dryDelay: number
  readonly #path: SpeechPath
  readonly #rnnoise: EngineBlock | undefined
  readonly #up = new Interpolator(SPEECH_BLOCK)
  readonly #down = new Decimator(SPEECH_BLOCK)
  readonly #narrowed = new Float32Array(SPEECH_BLOCK)

  constructor(path: SpeechPath, rnnoise: Engine | undefined) {
    this.#path = path
    this.#rnnoise = rnnoise && new EngineBlock(rnnoise, WIDE_BLOCK, 0)
    this.delay = path.delay
    this.dryDelay = path.delay
  }

  process(block: Float32Array): void {
    this.dry.set(block)
    if (this.#rnnoise) {
      this.#up.process(block, this.#rnnoise.samples)
      this.#rnnoise.process()
      this.#down.process(this.#rnnoise.samples, this.#narrowed)
    }
    this.#path.process(this.dry, this.#narrowed, this.output)
  }

  free(): void {
    this.#path.free()
    this.#rnnoise?.free()
  }
}

/** 48 kHz in, 16 kHz out: what is above 8 kHz is only heard by RNNoise. */
export class ReducingStep implements BlockStep {
  static readonly rnnoiseLag = (rnnoise: Engine): number => rnnoise.latency / 3

  readonly inputLength = WIDE_BLOCK
  readonly output = new Float32Array(SPEECH_BLOCK)
  readonly dry = new Float32Array(SPEECH_BLOCK)
  readonly delay: number
  readonly dryDelay: number
  /** RNNoise's output of the block at 48 kHz and at 16 kHz. */
  readonly rnnoise: EngineBlock
  readonly narrowed = new Float32Array(SPEECH_BLOCK)
  readonly #path: SpeechPath
  readonly #inputDown = new Decimator(SPEECH_BLOCK)
  readonly #rnnoiseDown = new Decimator(SPEECH_BLOCK)

  constructor(path: SpeechPath, rnnoise: Engine) {
    this.#path = path
    this.rnnoise = new EngineBlock(rnnoise, WIDE_BLOCK, 0)
    this.delay = path.delay + THIRD_BAND_DELAY
    this.dryDelay = path.delay
  }

  process(block: Float32Array): void {
    this.#inputDown.process(block, this.dry)
    this.rnnoise.samples.set(block)
    this.rnnoise.process()
    this.#rnnoiseDown.process(this.rnnoise.samples, this.narrowed)
    this.#path.process(this.dry, this.narrowed, this.output)
  }

  free(): void {
    this.#path.free()
    this.rnnoise.free()
  }
}

/**
 * 48 kHz in and out: below 8 kHz the path's result, above it RNNoise's. The lower band is put in as the difference
 * between the two, so that the crossing of the bands leaves no dip.
 */
export class WideStep implements BlockStep {
  readonly inputLength = WIDE_BLOCK
  readonly output = new Float32Array(WIDE_BLOCK)
  readonly dry = new Float32Array(WIDE_BLOCK)
  readonly delay: number
  readonly dryDelay: number
  readonly #lower: ReducingStep
  readonly #up = new Interpolator(SPEECH_BLOCK)
  readonly #narrowed = new Float32Array(SPEECH_BLOCK)
  readonly #narrowedDelay: DelayLine
  readonly #full = new Float32Array(WIDE_BLOCK)
  readonly #fullDelay: DelayLine

  constructor(path: SpeechPath, rnnoise: Engine) {
    this.#lower = new ReducingStep(path, rnnoise)
    this.delay = 3 * (this.#lower.delay + THIRD_BAND_DELAY)
    this.dryDelay = this.delay
    this.#narrowedDelay = new DelayLine(path.delay - ReducingStep.rnnoiseLag(rnnoise), SPEECH_BLOCK)
    this.#fullDelay = new DelayLine(this.delay - rnnoise.latency, WIDE_BLOCK)
  }

  process(block: Float32Array): void {
    const lower = this.#lower
    lower.process(block)
    this.dry.set(block)
    this.#full.set(lower.rnnoise.samples)
    this.#fullDelay.process(this.#full)
    this.#narrowed.set(lower.narrowed)
    this.#narrowedDelay.process(this.#narrowed)
    for (let i = 0; i < SPEECH_BLOCK; i++) this.#narrowed[i] = (lower.output[i] ?? 0) - (this.#narrowed[i] ?? 0)
    this.#up.process(this.#narrowed, this.output)
    for (let i = 0; i < WIDE_BLOCK; i++) this.output[i] = (this.output[i] ?? 0) + (this.#full[i] ?? 0)
  }

  free(): void {
    this.#lower.free()
  }
}
