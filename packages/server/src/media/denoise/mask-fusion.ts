import { STFT_BINS, type Spectrum } from './stft.ts'

/** First bin of each band (31.25 Hz a bin), and the end of the last. */
const BAND_EDGES = [0, 4, 8, 16, 32, 48, 64, 96, 128, 192, 257] as const
const MASK_CAP = 1.5
/** Masks are averaged as this power: between the arithmetic and the geometric mean. */
const MEAN_POWER = 0.35
/** Above 1 a little more is removed than the engines agree on. */
const STRENGTH = 1.1
const FLOOR = 1e-5
const SILENCE = 1e-12
/** Bins 0 and 1 end at 47 Hz, below every voice. */
const RUMBLE_BINS = 2

/** How much each engine's mask counts in each band. The three of a band add up to 1. */
export interface FusionWeights {
  readonly dtln: readonly number[]
  readonly gtcrn: readonly number[]
}

// Fitted on mixed speech with the talker left out. The lowest band is DTLN's alone: free weights below 125 Hz cost
// up to 7.5 dB on other talkers.
export const BALANCED_WEIGHTS: FusionWeights = {
  dtln: [1, 0.8, 0.8, 0.75, 0.7, 0.65, 0.65, 0.6, 0.5, 0.45],
  gtcrn: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
}
export const BEST_WEIGHTS: FusionWeights = {
  dtln: [1, 0.7, 0.65, 0.65, 0.5, 0.45, 0.35, 0.3, 0.3, 0.25],
  gtcrn: [0, 0.15, 0.2, 0.15, 0.25, 0.25, 0.4, 0.45, 0.4, 0.35],
}

/** The aligned spectra of one hop. */
export interface FusionInput {
  /** The input, and the input after levelling. */
  readonly x: Spectrum
  readonly u: Spectrum
  /** DTLN's and GTCRN's outputs for the levelled input, RNNoise's for the plain one. */
  readonly dtln: Spectrum
  readonly gtcrn: Spectrum | undefined
  readonly rnnoise: Spectrum
}

/** Joins the engines' masks to one and applies it to the input's magnitudes, with DTLN's phase. */
export class MaskFusion {
  readonly #dtln: Float64Array
  readonly #gtcrn: Float64Array
  readonly #rnnoise: Float64Array

  constructor(weights: FusionWeights) {
    this.#dtln = perBin(weights.dtln)
    this.#gtcrn = perBin(weights.gtcrn)
    this.#rnnoise = this.#dtln.map((weight, k) => 1 - weight - (this.#gtcrn[k] ?? 0))
  }

  process(input: FusionInput, out: Spectrum): void {
    const { x, u, dtln, gtcrn, rnnoise } = input
    for (let k = 0; k < STFT_BINS; k++) {
      const levelled = magnitude(u, k) + FLOOR
      const plain = magnitude(x, k)
      const dtlnMagnitude = magnitude(dtln, k)
      let mean =
        (this.#dtln[k] ?? 0) * powered(dtlnMagnitude / levelled) +
        (this.#rnnoise[k] ?? 0) * powered(magnitude(rnnoise, k) / (plain + SILENCE))
      if (gtcrn) mean += (this.#gtcrn[k] ?? 0) * powered(magnitude(gtcrn, k) / levelled)
      const scale = (mean ** (STRENGTH / MEAN_POWER) * plain) / (dtlnMagnitude + SILENCE)
      out.re[k] = (dtln.re[k] ?? 0) * scale
      out.im[k] = (dtln.im[k] ?? 0) * scale
    }
  }
}

/** DTLN lets rumble through; as bins it goes without turning the phase of what is above. */
export function removeRumble(spectrum: Spectrum): void {
  spectrum.re.fill(0, 0, RUMBLE_BINS)
  spectrum.im.fill(0, 0, RUMBLE_BINS)
}

function powered(mask: number): number {
  return Math.min(mask, MASK_CAP) ** MEAN_POWER
}

function magnitude(spectrum: Spectrum, k: number): number {
  const re = spectrum.re[k] ?? 0
  const im = spectrum.im[k] ?? 0
  return Math.sqrt(re * re + im * im)
}

function perBin(weights: readonly number[]): Float64Array {
  const bins = new Float64Array(STFT_BINS)
  weights.forEach((weight, band) => bins.fill(weight, BAND_EDGES[band], BAND_EDGES[band + 1]))
  return bins
}
