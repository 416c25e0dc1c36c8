import { DelayLine } from './delay-line.ts'
import { decibels, ramp } from './neighbours.ts'
import { SPEECH_BLOCK } from './speech-path.ts'
import { Interpolator } from './third-band.ts'

const WIDE_BLOCK = 3 * SPEECH_BLOCK
/** Samples of one step at 48 and at 16 kHz: 10 ms. */
const STEP = 480
const NARROW_STEP = STEP / 3
const STEPS_IN_BLOCK = WIDE_BLOCK / STEP
/** Blocks of 80 ms before and behind one by which its floor is measured, 3 s. */
const REACH_BLOCKS = 37
/** Steps of the mean that the floor is the least of. */
const FLOOR_STEPS = 5
/** Mean square of a step without any sound. */
const SILENT = 1e-12
/** dB of the mean above the floor: noise stays near its floor (white 1, rain 4), speech has pauses (20 and more). */
const SPEECH_DB = { from: 12, to: 20 } as const
/** A high-pass at 4 kHz for 16 kHz, half of whose taps are 0: those at odd distances from the middle, without it. */
const HALF_BAND = halfBand(31)

export interface TopBandOptions {
  /** Samples at 16 kHz by which RNNoise's lower band is ahead of the path's output. */
  readonly narrowDelay: number
  /** Samples at 48 kHz by which RNNoise's output is ahead of the whole output. */
  readonly fullDelay: number
}

export interface TopBandInput {
  /** 48 kHz, aligned with the output. */
  readonly input: Float32Array
  /** 16 kHz, aligned with the path's output. */
  readonly narrowInput: Float32Array
  /** RNNoise's output, at 48 and 16 kHz. */
  readonly rnnoise: Float32Array
  readonly narrowRnnoise: Float32Array
}

/** What is above 8 kHz of a block. */
interface Top {
  readonly input: Float32Array
  readonly rnnoise: Float32Array
  /** Mean squares of the input's steps. */
  readonly energies: readonly number[]
}

/**
 * The band above 8 kHz, which no engine but RNNoise hears. It is lowered as the highest octave below is, or as RNNoise
 * does, whichever is less. Where the band has no pauses in 6 s it is noise, and RNNoise's is taken.
 */
export class TopBand {
  readonly #inputUp = new Interpolator(SPEECH_BLOCK)
  readonly #rnnoiseUp = new Interpolator(SPEECH_BLOCK)
  readonly #narrowDelay: DelayLine
  readonly #fullDelay: DelayLine
  readonly #narrow = new Float32Array(SPEECH_BLOCK)
  readonly #before = new HighPass()
  readonly #after = new HighPass()
  /** Blocks behind the one that is next, and it, and those ahead. */
  #tops: Top[] = []
  #next = 0
  #gains: number[] = [0, 0]
  #speech = 0

  constructor({ narrowDelay, fullDelay }: TopBandOptions) {
    this.#narrowDelay = new DelayLine(narrowDelay, SPEECH_BLOCK)
    this.#fullDelay = new DelayLine(fullDelay, WIDE_BLOCK)
  }

  push({ input, narrowInput, rnnoise, narrowRnnoise }: TopBandInput): void {
    const top = { input: new Float32Array(WIDE_BLOCK), rnnoise: Float32Array.from(rnnoise) }
    this.#inputUp.process(narrowInput, top.input)
    for (let i = 0; i < WIDE_BLOCK; i++) top.input[i] = (input[i] ?? 0) - (top.input[i] ?? 0)
    this.#fullDelay.process(top.rnnoise)
    this.#narrow.set(narrowRnnoise)
    this.#narrowDelay.process(this.#narrow)
    const lower = new Float32Array(WIDE_BLOCK)
    this.#rnnoiseUp.process(this.#narrow, lower)
    for (let i = 0; i < WIDE_BLOCK; i++) top.rnnoise[i] = (top.rnnoise[i] ?? 0) - (lower[i] ?? 0)
    this.#tops.push({ ...top, energies: energiesOf(top.input, STEP) })
  }

  /** Adds the next block to the output, whose lower band was `x` before and is `y`, at 16 kHz. */
  addTo(output: Float32Array, x: Float32Array, y: Float32Array): void {
    const top = this.#tops[this.#next]
    if (!top) return
    const speech = this.#speechShare()
    const [before, after] = [this.#before.energies(x), this.#after.energies(y)]
    const rnnoise = energiesOf(top.rnnoise, STEP)
    for (let step = 0; step < STEPS_IN_BLOCK; step++) {
      const lowered = Math.sqrt(((after[step] ?? 0) + 1e-12) / ((before[step] ?? 0) + 1e-12))
      const cleaned = Math.sqrt(((rnnoise[step] ?? 0) + 1e-12) / ((top.energies[step] ?? 0) + 1e-12))
      const gain = Math.min(Math.max(lowered, cleaned), 1)
      this.#mix(output, top, {
        step,
        gain,
        speech: this.#speech + ((speech - this.#speech) * (step + 1)) / STEPS_IN_BLOCK,
      })
    }
    this.#speech = speech
    this.#next++
    if (this.#next > REACH_BLOCKS) {
      this.#tops.shift()
      this.#next--
    }
  }

  #mix(
    output: Float32Array,
    { input, rnnoise }: Top,
    { step, gain, speech }: { readonly step: number; readonly gain: number; readonly speech: number },
  ): void {
    const [older = gain, old = gain] = this.#gains
    this.#gains = [old, gain]
    // The mean of the last three, towards which it moves evenly.
    const [from, to] = [(older + 2 * old) / 3, (older + old + gain) / 3]
    for (let i = 0; i < STEP; i++) {
      const at = step * STEP + i
      const lowered = from + ((to - from) * (i + 1)) / STEP
      output[at] = (output[at] ?? 0) + (1 - speech) * (rnnoise[at] ?? 0) + speech * lowered * (input[at] ?? 0)
    }
  }

  /** Returns how far the band around the next block is speech: it has pauses, while noise has a floor. */
  #speechShare(): number {
    const from = Math.max(this.#next - REACH_BLOCKS, 0)
    const energies = this.#tops.slice(from, this.#next + REACH_BLOCKS + 1).flatMap((top) => top.energies)
    // What fills the first and the last block is no pause.
    const start = energies.findIndex((energy) => energy > SILENT) + FLOOR_STEPS
    const end = energies.findLastIndex((energy) => energy > SILENT) - FLOOR_STEPS
    const heard = energies.slice(start, Math.max(end, start))
    if (heard.length < FLOOR_STEPS) return 0
    const mean = heard.reduce((sum, energy) => sum + energy, 0) / heard.length
    let least = Infinity
    for (let at = 0; at + FLOOR_STEPS <= heard.length; at++) {
      let sum = 0
      for (let n = 0; n < FLOOR_STEPS; n++) sum += heard[at + n] ?? 0
      least = Math.min(least, sum / FLOOR_STEPS)
    }
    return ramp(decibels(mean, least), SPEECH_DB.from, SPEECH_DB.to)
  }
}

/** Measures what is above 4 kHz, at 16 kHz. */
class HighPass {
  readonly #heard = new Float32Array(HALF_BAND.length - 1 + SPEECH_BLOCK)
  readonly #filtered = new Float32Array(SPEECH_BLOCK)

  /** Returns the mean squares of a block's steps. */
  energies(block: Float32Array): readonly number[] {
    const kept = HALF_BAND.length - 1
    const middle = kept / 2
    this.#heard.set(block, kept)
    for (let n = 0; n < SPEECH_BLOCK; n++) {
      let sum = (HALF_BAND[middle] ?? 0) * (this.#heard[n + middle] ?? 0)
      for (let k = 1; k <= middle; k += 2)
        sum +=
          (HALF_BAND[middle + k] ?? 0) *
          ((this.#heard[n + middle + k] ?? 0) + (this.#heard[n + middle - k] ?? 0))
      this.#filtered[n] = sum
    }
    this.#heard.copyWithin(0, SPEECH_BLOCK)
    return energiesOf(this.#filtered, NARROW_STEP)
  }
}

function energiesOf(samples: Float32Array, step: number): readonly number[] {
  return Array.from({ length: samples.length / step }, (_, n) => {
    let energy = 0
    for (let i = n * step; i < (n + 1) * step; i++) energy += (samples[i] ?? 0) ** 2
    return energy / step
  })
}

function halfBand(length: number): Float64Array {
  const middle = (length - 1) / 2
  return Float64Array.from({ length }, (_, n) => {
    const from = n - middle
    const hamming = 0.54 + 0.46 * Math.cos((Math.PI * from) / middle)
    const sinc = from === 0 ? 0.5 : -Math.sin((Math.PI * from) / 2) / (Math.PI * from)
    return sinc * hamming
  })
}
