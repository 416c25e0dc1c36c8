import { DelayLine } from './delay-line.ts'
import { EngineBlock } from './engine-block.ts'
import type { Engine } from './engine.ts'
import { BALANCED_LIFT, BEST_LIFT, fusionShares, type LiftRange } from './fusion-shares.ts'
import {
  BALANCED_WEIGHTS,
  BEST_WEIGHTS,
  FusionSums,
  MaskFusion,
  type FusedSpectra,
  type FusionInput,
} from './mask-fusion.ts'
import type { Neighbours } from './neighbours.ts'
import type { PathBlock, Shares } from './share-mixer.ts'
import {
  scale,
  SPEECH_BLOCK,
  speechBlock,
  unlevel,
  type SpeechBlock,
  type SpeechPath,
} from './speech-path.ts'
import { Analysis, STFT_BINS, STFT_DELAY, STFT_HOP, Synthesis } from './stft.ts'

/** Half a hop between the two DTLN streams: their mean has half of each one's framing artefacts. */
const SECOND_DTLN_SHIFT = 64

export interface FusionEngines {
  readonly dtln: Engine
  /** Left out: the setting `balanced`. */
  readonly gtcrn: Engine | undefined
  /** Samples at 16 kHz by which the RNNoise block given to `process` is behind x. */
  readonly rnnoiseLag: number
}

/** Two DTLN streams, RNNoise and for `best` GTCRN, joined as masks in the short-time Fourier domain. */
export class FusionPath implements SpeechPath<FusionSums> {
  readonly delay: number
  readonly #dtln: EngineBlock
  readonly #shiftedDtln: EngineBlock
  readonly #gtcrn: EngineBlock | undefined
  readonly #delays: Record<'x' | 'loud' | 'soft' | 'shift' | 'rnnoise' | 'out', DelayLine>
  readonly #blocks = { x: speechBlock(), rnnoise: speechBlock(), loud: speechBlock(), soft: speechBlock() }
  readonly #analyses = {
    x: new Analysis(),
    dtln: new Analysis(),
    gtcrn: new Analysis(),
    rnnoise: new Analysis(),
  }
  readonly #fusion: MaskFusion
  readonly #lift: LiftRange
  readonly #fused: FusedSpectra = { mean: spectrum(), cut: spectrum(), lifted: spectrum() }
  readonly #syntheses = { mean: new Synthesis(), cut: new Synthesis(), lifted: new Synthesis() }

  constructor({ dtln, gtcrn, rnnoiseLag }: FusionEngines) {
    // The latest stream sets the lag to which all others are delayed.
    const lag = dtln.latency + SECOND_DTLN_SHIFT
    this.delay = lag + STFT_DELAY
    this.#dtln = new EngineBlock(dtln, SPEECH_BLOCK, SECOND_DTLN_SHIFT)
    this.#shiftedDtln = new EngineBlock(dtln, SPEECH_BLOCK, 0)
    this.#gtcrn = gtcrn && new EngineBlock(gtcrn, SPEECH_BLOCK, lag - gtcrn.latency)
    this.#delays = {
      x: new DelayLine(lag, SPEECH_BLOCK),
      loud: new DelayLine(lag, SPEECH_BLOCK),
      soft: new DelayLine(lag, SPEECH_BLOCK),
      shift: new DelayLine(SECOND_DTLN_SHIFT, SPEECH_BLOCK),
      rnnoise: new DelayLine(lag - rnnoiseLag, SPEECH_BLOCK),
      out: new DelayLine(STFT_DELAY, SPEECH_BLOCK),
    }
    this.#fusion = new MaskFusion(gtcrn ? BEST_WEIGHTS : BALANCED_WEIGHTS)
    this.#lift = gtcrn ? BEST_LIFT : BALANCED_LIFT
  }

  process(block: SpeechBlock): PathBlock<FusionSums> {
    this.#runEngines(block)
    const { x, rnnoise, loud } = this.#blocks
    const analyses = this.#analyses
    const lines = { mean: speechBlock(), cut: speechBlock(), lifted: speechBlock() }
    const sums = new FusionSums()
    for (let start = 0; start < SPEECH_BLOCK; start += STFT_HOP) {
      analyses.x.process(x, start)
      analyses.dtln.process(this.#dtln.samples, start)
      analyses.rnnoise.process(rnnoise, start)
      if (this.#gtcrn) analyses.gtcrn.process(this.#gtcrn.samples, start)
      this.#fusion.process(this.#input(loud[start] ?? 0), this.#fused, sums)
      this.#syntheses.mean.process(this.#fused.mean, lines.mean, start)
      this.#syntheses.cut.process(this.#fused.cut, lines.cut, start)
      this.#syntheses.lifted.process(this.#fused.lifted, lines.lifted, start)
    }
    const aligned = Float32Array.from(x)
    this.#delays.out.process(aligned)
    return { x: aligned, lines: [lines.mean, lines.cut, lines.lifted], sums }
  }

  decide(around: Neighbours<FusionSums>): Shares {
    return fusionShares(around, this.#lift)
  }

  /** `gain`: 0 before there is any sound. */
  #input(gain: number): FusionInput {
    const { x, dtln, gtcrn, rnnoise } = this.#analyses
    return {
      x: x.spectrum,
      dtln: dtln.spectrum,
      gtcrn: this.#gtcrn && gtcrn.spectrum,
      rnnoise: rnnoise.spectrum,
      gain: gain === 0 ? 1 : gain,
    }
  }

  /**
   * Leaves the aligned signals of all streams in their blocks, at the level of the input. `#dtln.samples` is the mean of
   * both streams. One of them hears the input softer: what disturbs the one at its level does not disturb the other.
   */
  #runEngines({ x, rnnoise, loud, soft }: SpeechBlock): void {
    const { x: delayedX, rnnoise: delayedRnnoise, loud: delayedLoud, soft: delayedSoft } = this.#blocks
    const delays = this.#delays
    const [dtln, shifted] = [this.#dtln.samples, this.#shiftedDtln.samples]
    scale(x, loud, dtln)
    scale(x, soft, shifted)
    this.#gtcrn?.samples.set(shifted)
    delays.shift.process(shifted)
    this.#dtln.process()
    this.#shiftedDtln.process()
    this.#gtcrn?.process()
    delayedX.set(x)
    delays.x.process(delayedX)
    delayedLoud.set(loud)
    delays.loud.process(delayedLoud)
    delayedSoft.set(soft)
    delays.soft.process(delayedSoft)
    delayedRnnoise.set(rnnoise)
    delays.rnnoise.process(delayedRnnoise)
    unlevel(dtln, delayedLoud)
    unlevel(shifted, delayedSoft)
    if (this.#gtcrn) unlevel(this.#gtcrn.samples, delayedSoft)
    for (let i = 0; i < SPEECH_BLOCK; i++) dtln[i] = 0.5 * ((dtln[i] ?? 0) + (shifted[i] ?? 0))
  }

  free(): void {
    this.#dtln.free()
    this.#shiftedDtln.free()
    this.#gtcrn?.free()
  }
}

function spectrum(): FusedSpectra['mean'] {
  return { re: new Float64Array(STFT_BINS), im: new Float64Array(STFT_BINS) }
}
