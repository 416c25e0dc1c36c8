import { DelayLine } from './delay-line.ts'
import { EngineBlock } from './engine-block.ts'
import type { Engine } from './engine.ts'
import { SPEECH_BLOCK, type SpeechPath } from './speech-path.ts'
import { Decimator, Interpolator, THIRD_BAND_DELAY } from './third-band.ts'

const WIDE_BLOCK = 3 * SPEECH_BLOCK

/**
 * A source of 16 kHz has nothing to fold back, and a cut below its own end would make RNNoise's mask take the
 * missing top for noise.
 */
const NARROW_CUT_HZ = 8_000

/** One block in, one block out, at the same rate. */
export interface BlockStep {
  readonly blockLength: number
  /** Samples by which the output is behind the input. */
  readonly delay: number
  /** 0 to 1: how far the input is clean already and better left alone. */
  readonly cleanShare: number
  process(block: Float32Array, output: Float32Array): void
  free(): void
}

/** 16 kHz. RNNoise, where the path uses it, hears the input through the interpolator. */
export class NarrowStep implements BlockStep {
  readonly blockLength = SPEECH_BLOCK
  readonly delay: number
  readonly #path: SpeechPath
  readonly #rnnoise: EngineBlock | undefined
  readonly #up = new Interpolator(SPEECH_BLOCK, NARROW_CUT_HZ)
  readonly #down = new Decimator(SPEECH_BLOCK, NARROW_CUT_HZ)
  readonly #narrowed = new Float32Array(SPEECH_BLOCK)

  /** How far RNNoise's block is behind the input, in samples at 16 kHz. */
  static rnnoiseLag(rnnoise: Engine): number {
    return rnnoise.latency / 3 + 2 * THIRD_BAND_DELAY
  }

  constructor(path: SpeechPath, rnnoise: Engine | undefined) {
    this.#path = path
    this.#rnnoise = rnnoise && new EngineBlock(rnnoise, WIDE_BLOCK, 0)
    this.delay = path.delay
  }

  get cleanShare(): number {
    return this.#path.cleanShare
  }

  process(block: Float32Array, output: Float32Array): void {
    if (this.#rnnoise) {
      this.#up.process(block, this.#rnnoise.samples)
      this.#rnnoise.process()
      this.#down.process(this.#rnnoise.samples, this.#narrowed)
    }
    this.#path.process(block, this.#narrowed, output)
  }

  free(): void {
    this.#path.free()
    this.#rnnoise?.free()
  }
}

/**
 * 48 kHz: below 8 kHz the path's result, above it RNNoise's. The lower band is put in as the difference between the
 * two, so that the crossing of the bands leaves no dip.
 */
export class WideStep implements BlockStep {
  readonly blockLength = WIDE_BLOCK
  readonly delay: number
  readonly #path: SpeechPath
  readonly #rnnoise: EngineBlock
  readonly #inputDown = new Decimator(SPEECH_BLOCK)
  readonly #rnnoiseDown = new Decimator(SPEECH_BLOCK)
  readonly #up = new Interpolator(SPEECH_BLOCK)
  readonly #narrowDelay: DelayLine
  readonly #fullDelay: DelayLine
  readonly #input = new Float32Array(SPEECH_BLOCK)
  readonly #narrowed = new Float32Array(SPEECH_BLOCK)
  readonly #lower = new Float32Array(SPEECH_BLOCK)

  /** How far RNNoise's block is behind the input, in samples at 16 kHz: both pass the same decimator. */
  static rnnoiseLag(rnnoise: Engine): number {
    return rnnoise.latency / 3
  }

  constructor(path: SpeechPath, rnnoise: Engine) {
    this.#path = path
    this.#rnnoise = new EngineBlock(rnnoise, WIDE_BLOCK, 0)
    this.delay = 3 * (path.delay + 2 * THIRD_BAND_DELAY)
    this.#narrowDelay = new DelayLine(path.delay - WideStep.rnnoiseLag(rnnoise), SPEECH_BLOCK)
    this.#fullDelay = new DelayLine(this.delay - rnnoise.latency, WIDE_BLOCK)
  }

  get cleanShare(): number {
    return this.#path.cleanShare
  }

  process(block: Float32Array, output: Float32Array): void {
    const full = this.#rnnoise.samples
    this.#inputDown.process(block, this.#input)
    full.set(block)
    this.#rnnoise.process()
    this.#rnnoiseDown.process(full, this.#narrowed)
    this.#path.process(this.#input, this.#narrowed, this.#lower)
    this.#narrowDelay.process(this.#narrowed)
    this.#fullDelay.process(full)
    for (let i = 0; i < SPEECH_BLOCK; i++) this.#lower[i] = (this.#lower[i] ?? 0) - (this.#narrowed[i] ?? 0)
    this.#up.process(this.#lower, output)
    for (let i = 0; i < WIDE_BLOCK; i++) output[i] = (output[i] ?? 0) + (full[i] ?? 0)
  }

  free(): void {
    this.#path.free()
    this.#rnnoise.free()
  }
}
