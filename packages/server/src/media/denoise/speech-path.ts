import { CleanGuard } from './clean-guard.ts'
import { DelayLine } from './delay-line.ts'
import { EngineBlock } from './engine-block.ts'
import type { Engine } from './engine.ts'
import { LevelNormaliser } from './level.ts'
import { BALANCED_WEIGHTS, BEST_WEIGHTS, MaskFusion, removeRumble } from './mask-fusion.ts'
import { Analysis, STFT_BINS, STFT_DELAY, STFT_HOP, Synthesis } from './stft.ts'

/** 80 ms at 16 kHz, the shortest block that every engine's frame divides (also RNNoise's, at 48 kHz). */
export const SPEECH_BLOCK = 1_280

/** Half a hop between the two DTLN streams: their mean has half of each one's framing artefacts. */
const SECOND_DTLN_SHIFT = 64

/** Turns blocks of 16 kHz speech into denoised ones that come `delay` samples late. */
export interface SpeechPath {
  readonly delay: number
  /** 0 to 1: how far the input is clean already and better left alone. */
  readonly cleanShare: number
  /** `rnnoise`: RNNoise's output for the same input, at 16 kHz; ignored by the path without it. */
  process(x: Float32Array, rnnoise: Float32Array, out: Float32Array): void
  free(): void
}

/** DTLN alone, without the rumble below every voice. */
export class DtlnPath implements SpeechPath {
  readonly delay: number
  readonly #level = new LevelNormaliser()
  readonly #dtln: EngineBlock
  readonly #gains = new Float32Array(SPEECH_BLOCK)
  readonly #gainDelay: DelayLine
  readonly #levelled = block()
  readonly #levelledDelay: DelayLine
  readonly #guard = new CleanGuard()
  readonly #analysis = new Analysis()
  readonly #synthesis = new Synthesis()

  constructor(dtln: Engine) {
    this.delay = dtln.latency + STFT_DELAY
    this.#dtln = new EngineBlock(dtln, SPEECH_BLOCK, 0)
    this.#gainDelay = new DelayLine(dtln.latency, SPEECH_BLOCK)
    this.#levelledDelay = new DelayLine(dtln.latency, SPEECH_BLOCK)
  }

  get cleanShare(): number {
    return this.#guard.share
  }

  process(x: Float32Array, _rnnoise: Float32Array, out: Float32Array): void {
    const { samples } = this.#dtln
    this.#level.process(x, samples, this.#gains)
    this.#levelled.set(samples)
    this.#dtln.process()
    this.#levelledDelay.process(this.#levelled)
    this.#guard.observe(this.#levelled, samples)
    this.#gainDelay.process(this.#gains)
    for (let i = 0; i < SPEECH_BLOCK; i++) {
      const gain = this.#gains[i] ?? 0
      // The delayed gains start with zeros, where there is no signal either.
      samples[i] = gain === 0 ? 0 : (samples[i] ?? 0) / gain
    }
    for (let start = 0; start < SPEECH_BLOCK; start += STFT_HOP) {
      this.#analysis.process(samples, start)
      removeRumble(this.#analysis.spectrum)
      this.#synthesis.process(this.#analysis.spectrum, out, start)
    }
  }

  free(): void {
    this.#dtln.free()
  }
}

export interface FusionEngines {
  readonly dtln: Engine
  /** Left out: the setting `balanced`. */
  readonly gtcrn: Engine | undefined
  /** Samples at 16 kHz by which the RNNoise block given to `process` is behind x. */
  readonly rnnoiseLag: number
}

/** Two DTLN streams, RNNoise and for `best` GTCRN, joined as masks in the short-time Fourier domain. */
export class FusionPath implements SpeechPath {
  readonly delay: number
  readonly #level = new LevelNormaliser()
  readonly #dtln: EngineBlock
  readonly #shiftedDtln: EngineBlock
  readonly #gtcrn: EngineBlock | undefined
  readonly #delays: Record<'x' | 'u' | 'shift' | 'rnnoise', DelayLine>
  readonly #blocks = { x: block(), u: block(), rnnoise: block(), gains: block() }
  readonly #analyses = {
    x: new Analysis(),
    u: new Analysis(),
    dtln: new Analysis(),
    gtcrn: new Analysis(),
    rnnoise: new Analysis(),
  }
  readonly #guard = new CleanGuard()
  readonly #fusion: MaskFusion
  readonly #fused = { re: new Float64Array(STFT_BINS), im: new Float64Array(STFT_BINS) }
  readonly #synthesis = new Synthesis()

  constructor({ dtln, gtcrn, rnnoiseLag }: FusionEngines) {
    // The latest stream sets the lag to which all others are delayed.
    const lag = dtln.latency + SECOND_DTLN_SHIFT
    this.delay = lag + STFT_DELAY
    this.#dtln = new EngineBlock(dtln, SPEECH_BLOCK, SECOND_DTLN_SHIFT)
    this.#shiftedDtln = new EngineBlock(dtln, SPEECH_BLOCK, 0)
    this.#gtcrn = gtcrn && new EngineBlock(gtcrn, SPEECH_BLOCK, lag - gtcrn.latency)
    this.#delays = {
      x: new DelayLine(lag, SPEECH_BLOCK),
      u: new DelayLine(lag, SPEECH_BLOCK),
      shift: new DelayLine(SECOND_DTLN_SHIFT, SPEECH_BLOCK),
      rnnoise: new DelayLine(lag - rnnoiseLag, SPEECH_BLOCK),
    }
    this.#fusion = new MaskFusion(gtcrn ? BEST_WEIGHTS : BALANCED_WEIGHTS)
  }

  get cleanShare(): number {
    return this.#guard.share
  }

  process(x: Float32Array, rnnoise: Float32Array, out: Float32Array): void {
    this.#runEngines(x, rnnoise)
    this.#guard.observe(this.#blocks.u, this.#dtln.samples)
    const { x: delayedX, u, rnnoise: delayedRnnoise } = this.#blocks
    const analyses = this.#analyses
    const input = {
      x: analyses.x.spectrum,
      u: analyses.u.spectrum,
      dtln: analyses.dtln.spectrum,
      gtcrn: this.#gtcrn && analyses.gtcrn.spectrum,
      rnnoise: analyses.rnnoise.spectrum,
    }
    for (let start = 0; start < SPEECH_BLOCK; start += STFT_HOP) {
      analyses.x.process(delayedX, start)
      analyses.u.process(u, start)
      analyses.dtln.process(this.#dtln.samples, start)
      analyses.rnnoise.process(delayedRnnoise, start)
      if (this.#gtcrn) analyses.gtcrn.process(this.#gtcrn.samples, start)
      this.#fusion.process(input, this.#fused)
      removeRumble(this.#fused)
      this.#synthesis.process(this.#fused, out, start)
    }
  }

  /** Leaves the aligned signals of all streams in their blocks; `#dtln.samples` is the mean of both streams. */
  #runEngines(x: Float32Array, rnnoise: Float32Array): void {
    const { x: delayedX, u, rnnoise: delayedRnnoise, gains } = this.#blocks
    const delays = this.#delays
    this.#level.process(x, u, gains)
    this.#dtln.samples.set(u)
    this.#shiftedDtln.samples.set(u)
    delays.shift.process(this.#shiftedDtln.samples)
    this.#dtln.process()
    this.#shiftedDtln.process()
    for (let i = 0; i < SPEECH_BLOCK; i++) {
      this.#dtln.samples[i] = 0.5 * ((this.#dtln.samples[i] ?? 0) + (this.#shiftedDtln.samples[i] ?? 0))
    }
    if (this.#gtcrn) {
      this.#gtcrn.samples.set(u)
      this.#gtcrn.process()
    }
    delayedX.set(x)
    delays.x.process(delayedX)
    delays.u.process(u)
    delayedRnnoise.set(rnnoise)
    delays.rnnoise.process(delayedRnnoise)
  }

  free(): void {
    this.#dtln.free()
    this.#shiftedDtln.free()
    this.#gtcrn?.free()
  }
}

function block(): Float32Array {
  return new Float32Array(SPEECH_BLOCK)
}
