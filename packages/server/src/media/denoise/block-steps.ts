import { DelayLine } from './delay-line.ts'
import { EngineBlock } from './engine-block.ts'
import type { Engine } from './engine.ts'
import { LevelAhead, type LevelledBlock } from './level.ts'
import { ShareMixer, type MixedBlock } from './share-mixer.ts'
import { SPEECH_BLOCK, speechBlock, type SpeechPath } from './speech-path.ts'
import { Decimator, Interpolator, THIRD_BAND_DELAY } from './third-band.ts'
import { TopBand } from './top-band.ts'

const WIDE_BLOCK = 3 * SPEECH_BLOCK

/**
 * A source of 16 kHz has nothing to fold back, and a cut below its own end would make RNNoise's mask take the
 * missing top for noise.
 */
const NARROW_CUT_HZ = 8_000

/** A block of input and what it became, aligned; valid until the next one is requested. */
export interface DenoisedBlock {
  readonly input: Float32Array
  readonly denoised: Float32Array
  /** Of each sample, how far the input is clean already and better left alone. */
  readonly clean: Float32Array
}

/** Blocks in, and some seconds later blocks out, at the same rate. */
export interface BlockStep {
  readonly blockLength: number
  /** Samples by which the output is behind the input, without the blocks that are held back. */
  readonly delay: number
  /** Takes a block, which is the step's from then on. Yields what is ready, in blocks of the same length. */
  push(block: Float32Array): Generator<DenoisedBlock>
  /** Yields what is left. */
  end(): Generator<DenoisedBlock>
  free(): void
}

/** 16 kHz. RNNoise, where the path uses it, hears the input through the interpolator. */
export class NarrowStep<Sums> implements BlockStep {
  readonly blockLength = SPEECH_BLOCK
  readonly delay: number
  readonly #path: SpeechPath<Sums>
  readonly #level = new LevelAhead<Float32Array>(SPEECH_BLOCK)
  readonly #mixer: ShareMixer<Sums>
  readonly #rnnoise: EngineBlock | undefined
  readonly #up = new Interpolator(SPEECH_BLOCK, NARROW_CUT_HZ)
  readonly #down = new Decimator(SPEECH_BLOCK, NARROW_CUT_HZ)
  readonly #narrowed = speechBlock()

  /** How far RNNoise's block is behind the input, in samples at 16 kHz. */
  static rnnoiseLag(rnnoise: Engine): number {
    return rnnoise.latency / 3 + 2 * THIRD_BAND_DELAY
  }

  constructor(path: SpeechPath<Sums>, rnnoise: Engine | undefined) {
    this.#path = path
    this.#mixer = new ShareMixer(SPEECH_BLOCK, (around) => path.decide(around))
    this.#rnnoise = rnnoise && new EngineBlock(rnnoise, WIDE_BLOCK, 0)
    this.delay = path.delay
  }

  *push(block: Float32Array): Generator<DenoisedBlock> {
    for (const levelled of this.#level.push(block, block)) yield* this.#process(levelled)
  }

  *end(): Generator<DenoisedBlock> {
    for (const levelled of this.#level.end()) yield* this.#process(levelled)
    for (const mixed of this.#mixer.end()) yield denoisedOf(mixed)
  }

  *#process({ item: x, loud, soft }: LevelledBlock<Float32Array>): Generator<DenoisedBlock> {
    if (this.#rnnoise) {
      this.#up.process(x, this.#rnnoise.samples)
      this.#rnnoise.process()
      this.#down.process(this.#rnnoise.samples, this.#narrowed)
    }
    const treated = this.#path.process({ x, rnnoise: this.#narrowed, loud, soft })
    for (const mixed of this.#mixer.push(treated)) yield denoisedOf(mixed)
  }

  free(): void {
    this.#path.free()
    this.#rnnoise?.free()
  }
}

function denoisedOf({ x, y, clean }: MixedBlock): DenoisedBlock {
  return { input: x, denoised: y, clean }
}

interface WideInput {
  readonly full: Float32Array
  readonly narrow: Float32Array
}

/**
 * 48 kHz: below 8 kHz the path's result, above it what `TopBand` makes of the input and of RNNoise. The two bands add up
 * to the whole, since the upper one is what the lower one leaves.
 */
export class WideStep<Sums> implements BlockStep {
  readonly blockLength = WIDE_BLOCK
  readonly delay: number
  readonly #path: SpeechPath<Sums>
  readonly #level = new LevelAhead<WideInput>(SPEECH_BLOCK)
  readonly #mixer: ShareMixer<Sums>
  readonly #rnnoise: EngineBlock
  readonly #inputDown = new Decimator(SPEECH_BLOCK)
  readonly #rnnoiseDown = new Decimator(SPEECH_BLOCK)
  readonly #up = new Interpolator(SPEECH_BLOCK)
  readonly #narrowed = speechBlock()
  readonly #top: TopBand
  readonly #fullDelay: DelayLine
  /** Inputs that wait for their lower band. */
  readonly #full: Float32Array[] = []
  readonly #output = new Float32Array(WIDE_BLOCK)
  readonly #clean = new Float32Array(WIDE_BLOCK)

  /** How far RNNoise's block is behind the input, in samples at 16 kHz: both pass the same decimator. */
  static rnnoiseLag(rnnoise: Engine): number {
    return rnnoise.latency / 3
  }

  constructor(path: SpeechPath<Sums>, rnnoise: Engine) {
    this.#path = path
    this.#mixer = new ShareMixer(SPEECH_BLOCK, (around) => path.decide(around))
    this.#rnnoise = new EngineBlock(rnnoise, WIDE_BLOCK, 0)
    this.delay = 3 * (path.delay + 2 * THIRD_BAND_DELAY)
    this.#fullDelay = new DelayLine(this.delay, WIDE_BLOCK)
    this.#top = new TopBand({
      narrowDelay: path.delay - WideStep.rnnoiseLag(rnnoise),
      fullDelay: this.delay - rnnoise.latency,
    })
  }

  *push(full: Float32Array): Generator<DenoisedBlock> {
    const narrow = speechBlock()
    this.#inputDown.process(full, narrow)
    for (const levelled of this.#level.push({ full, narrow }, narrow)) yield* this.#process(levelled)
  }

  *end(): Generator<DenoisedBlock> {
    for (const levelled of this.#level.end()) yield* this.#process(levelled)
    for (const mixed of this.#mixer.end()) yield* this.#join(mixed)
  }

  *#process({ item: { full, narrow }, loud, soft }: LevelledBlock<WideInput>): Generator<DenoisedBlock> {
    this.#rnnoise.samples.set(full)
    this.#rnnoise.process()
    this.#rnnoiseDown.process(this.#rnnoise.samples, this.#narrowed)
    const treated = this.#path.process({ x: narrow, rnnoise: this.#narrowed, loud, soft })
    this.#fullDelay.process(full)
    this.#full.push(full)
    this.#top.push({
      input: full,
      narrowInput: treated.x,
      rnnoise: this.#rnnoise.samples,
      narrowRnnoise: this.#narrowed,
    })
    for (const mixed of this.#mixer.push(treated)) yield* this.#join(mixed)
  }

  *#join({ x, y, clean }: MixedBlock): Generator<DenoisedBlock> {
    const input = this.#full.shift()
    if (!input) return
    this.#up.process(y, this.#output)
    this.#top.addTo(this.#output, x, y)
    for (let i = 0; i < WIDE_BLOCK; i++) this.#clean[i] = clean[Math.trunc(i / 3)] ?? 0
    yield { input, denoised: this.#output, clean: this.#clean }
  }

  free(): void {
    this.#path.free()
    this.#rnnoise.free()
  }
}
