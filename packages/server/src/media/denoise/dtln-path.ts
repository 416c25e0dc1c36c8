import { cleanShare, CleanSums } from './clean-guard.ts'
import { DelayLine } from './delay-line.ts'
import { EngineBlock } from './engine-block.ts'
import type { Engine } from './engine.ts'
import { FLOOR, PHASE, RUMBLE_BINS, SILENCE, VOICE_BINS } from './masks.ts'
import { decibels, ramp, REACH_BLOCKS, type Neighbours } from './neighbours.ts'
import type { PathBlock, Shares } from './share-mixer.ts'
import {
  scale,
  SPEECH_BLOCK,
  speechBlock,
  unlevel,
  type SpeechBlock,
  type SpeechPath,
} from './speech-path.ts'
import { Analysis, STFT_BINS, STFT_WINDOW, Synthesis } from './stft.ts'

/** A little less is removed than the engine does: so much of a small mask is added to it. */
const GENTLER = 0.14
/** dB of the quietest 240 ms against the mean of all: hum is steady, speech has pauses and never reaches −20. */
const STEADY_DB = { from: -8, to: -4 } as const
/** How much of steady noise is taken away. */
const MOST_STEADY = 0.97
/** Blocks of 80 ms that are needed to call a noise steady, 3 s. */
const STEADY_BLOCKS = 37
const CLEAN = { from: 26, to: 32 } as const

/** Samples from one spectrum to the next. A quarter of a window, as fusions need, changes DTLN's figures by .01 dB. */
const HOP = STFT_WINDOW / 2
const DELAY = STFT_WINDOW - HOP

/** Energies of a block that say how it is best treated. */
export class DtlnSums {
  kept = 0
  readonly clean = new CleanSums()
}

/** DTLN alone, without the rumble below every voice and without steady noise that it takes for a voice. */
export class DtlnPath implements SpeechPath<DtlnSums> {
  readonly delay: number
  readonly #dtln: EngineBlock
  readonly #delays: Record<'x' | 'loud' | 'out', DelayLine>
  readonly #blocks = { x: speechBlock(), loud: speechBlock() }
  readonly #analyses = { x: new Analysis(STFT_WINDOW, HOP), dtln: new Analysis(STFT_WINDOW, HOP) }
  readonly #fused = { re: new Float64Array(STFT_BINS), im: new Float64Array(STFT_BINS) }
  readonly #synthesis = new Synthesis(STFT_WINDOW, HOP)

  constructor(dtln: Engine) {
    this.delay = dtln.latency + DELAY
    this.#dtln = new EngineBlock(dtln, SPEECH_BLOCK, 0)
    this.#delays = {
      x: new DelayLine(dtln.latency, SPEECH_BLOCK),
      loud: new DelayLine(dtln.latency, SPEECH_BLOCK),
      out: new DelayLine(DELAY, SPEECH_BLOCK),
    }
  }

  process({ x, loud }: SpeechBlock): PathBlock<DtlnSums> {
    const { x: delayedX, loud: delayedLoud } = this.#blocks
    const { samples } = this.#dtln
    scale(x, loud, samples)
    this.#dtln.process()
    delayedX.set(x)
    this.#delays.x.process(delayedX)
    delayedLoud.set(loud)
    this.#delays.loud.process(delayedLoud)
    unlevel(samples, delayedLoud)
    const [line, sums] = [speechBlock(), new DtlnSums()]
    for (let start = 0; start < SPEECH_BLOCK; start += HOP) {
      this.#analyses.x.process(delayedX, start)
      this.#analyses.dtln.process(samples, start)
      this.#mask(delayedLoud[start] ?? 0, sums)
      this.#synthesis.process(this.#fused, line, start)
    }
    const aligned = Float32Array.from(delayedX)
    this.#delays.out.process(aligned)
    return { x: aligned, lines: [line], sums }
  }

  decide(around: Neighbours<DtlnSums>): Shares {
    const steady = ramp(steadiness(around), STEADY_DB.from, STEADY_DB.to)
    return {
      lines: [1 - MOST_STEADY * steady],
      clean: cleanShare(around, ({ clean }) => clean, CLEAN),
    }
  }

  /** `gain`: 0 before there is any sound. */
  #mask(gain: number, sums: DtlnSums): void {
    const { clean } = sums
    const [x, dtln] = [this.#analyses.x.spectrum, this.#analyses.dtln.spectrum]
    const floor = FLOOR / (gain === 0 ? 1 : gain)
    for (let k = 0; k < STFT_BINS; k++) {
      const xRe = x.re[k] ?? 0
      const xIm = x.im[k] ?? 0
      const power = xRe * xRe + xIm * xIm
      if (k < RUMBLE_BINS) {
        clean.rumble += power
        continue
      }
      const plain = Math.sqrt(power)
      const dRe = dtln.re[k] ?? 0
      const dIm = dtln.im[k] ?? 0
      const own = Math.sqrt(dRe * dRe + dIm * dIm) / (plain + floor)
      const mask = own * (1 + GENTLER * (1 - Math.min(own, 1)))
      const re = dRe + PHASE * xRe
      const im = dIm + PHASE * xIm
      const unit = plain / (Math.sqrt(re * re + im * im) + SILENCE)
      this.#fused.re[k] = mask * unit * re
      this.#fused.im[k] = mask * unit * im
      sums.kept += power * mask * mask
      clean.rest += power
      if (k < VOICE_BINS) continue
      const most = Math.min(own, 1)
      clean.kept += power * gain * gain * most * most
      clean.removed += power * gain * gain * (1 - most) ** 2
    }
  }

  free(): void {
    this.#dtln.free()
  }
}

/**
 * Returns how much quieter the quietest moment around a block is than the mean, dB. Of few seconds nothing can be said: a
 * single sentence may have no pause.
 */
function steadiness({ blocks, at }: Neighbours<DtlnSums>): number {
  // What fills the last block is no pause.
  const isEnd = blocks.length - at <= REACH_BLOCKS
  const last = isEnd ? blocks.findLastIndex(({ clean }) => clean.rest > 0) : blocks.length - 1
  const heard = blocks.slice(0, last + 1).map(({ kept }) => kept)
  if (heard.length < STEADY_BLOCKS) return -Infinity
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const least = Math.min(...heard.map((_, n) => meanOf(heard.slice(Math.max(n - 1, 0), n + 2))))
  return decibels(least, meanOf(heard))
}
