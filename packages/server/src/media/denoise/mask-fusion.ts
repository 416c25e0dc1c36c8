import { CleanSums } from './clean-guard.ts'
import { FLOOR, PHASE, RUMBLE_BINS, SILENCE, VOICE_BINS } from './masks.ts'
import { STFT_BINS, type Spectrum } from './stft.ts'

/** First bin of each band (31.25 Hz a bin), and the end of the last. */
const BAND_EDGES = [0, 4, 8, 16, 32, 48, 64, 96, 128, 192, 257] as const
/** The most that a mask counts in the mean, and elsewhere. */
const MEAN_CAP = 1.5
const CAP = 1.2
/** The mean of the roots of masks to this power is the mask: a little more is removed than engines agree on. */
const POWER = 2.1
/** A mask is lifted below 3 kHz only, and by no more than 18 dB: above it are chimes and hisses. */
const LIFTED_BINS = 96
const MOST_LIFT = 8
/** How much of the input's phase is in the output's where engines differ about the sound of a room: half of it. */
const LIFTED_PHASE = 1

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

/** The aligned spectra of one hop, all at the level of the input. */
export interface FusionInput {
  readonly x: Spectrum
  readonly dtln: Spectrum
  readonly gtcrn: Spectrum | undefined
  readonly rnnoise: Spectrum
  /** The factor by which DTLN and GTCRN heard the input louder. */
  readonly gain: number
}

/** Spectra of one hop, of which the shares of a block mix one. */
export interface FusedSpectra {
  /** By the mean of all engines. */
  readonly mean: Spectrum
  /** The same, without what RNNoise takes for noise. */
  readonly cut: Spectrum
  /** The same, with what engines other than DTLN take for speech. */
  readonly lifted: Spectrum
}

/** Energies of a block that say how it is best treated. */
export class FusionSums {
  /** Of the mean, and of what RNNoise leaves of it. */
  mean = 0
  cut = 0
  /** Of voices' bins: what the mean keeps and removes, and what a lifted mask would. */
  kept = 0
  removed = 0
  liftedKept = 0
  liftedRemoved = 0
  readonly clean = new CleanSums()
}

/** Joins the engines' masks to one and applies it to the input's magnitudes, with about DTLN's phase. */
export class MaskFusion {
  readonly #dtln: Float64Array
  readonly #gtcrn: Float64Array
  readonly #rnnoise: Float64Array

  constructor(weights: FusionWeights) {
    this.#dtln = perBin(weights.dtln)
    this.#gtcrn = perBin(weights.gtcrn)
    this.#rnnoise = this.#dtln.map((weight, k) => 1 - weight - (this.#gtcrn[k] ?? 0))
  }

  /** Writes the spectra of a hop, and adds to the sums of its block. */
  process({ x, dtln, gtcrn, rnnoise, gain }: FusionInput, out: FusedSpectra, sums: FusionSums): void {
    const { clean } = sums
    const floor = FLOOR / gain
    for (let k = RUMBLE_BINS; k < STFT_BINS; k++) {
      const xRe = x.re[k] ?? 0
      const xIm = x.im[k] ?? 0
      const dRe = dtln.re[k] ?? 0
      const dIm = dtln.im[k] ?? 0
      const power = xRe * xRe + xIm * xIm
      const plain = Math.sqrt(power)
      const d = Math.sqrt(dRe * dRe + dIm * dIm) / (plain + floor)
      const j = magnitude(rnnoise, k) / (plain + SILENCE)
      const g = gtcrn ? magnitude(gtcrn, k) / (plain + floor) : 0
      const roots =
        (this.#dtln[k] ?? 0) * Math.sqrt(Math.min(d, MEAN_CAP)) +
        (this.#rnnoise[k] ?? 0) * Math.sqrt(Math.min(j, MEAN_CAP)) +
        (this.#gtcrn[k] ?? 0) * Math.sqrt(Math.min(g, MEAN_CAP))
      const mask = roots ** POWER
      const dCapped = Math.min(d, CAP)
      const jCapped = Math.min(j, CAP)
      const gCapped = Math.min(g, CAP)
      const cut = Math.min(mask, jCapped)
      const lenient = gtcrn ? (gCapped + jCapped) / 2 : jCapped
      const lifted = k < LIFTED_BINS ? Math.max(mask, Math.min(lenient, MOST_LIFT * mask)) : mask

      const re = dRe + PHASE * xRe
      const im = dIm + PHASE * xIm
      const unit = plain / (Math.sqrt(re * re + im * im) + SILENCE)
      out.mean.re[k] = mask * unit * re
      out.mean.im[k] = mask * unit * im
      out.cut.re[k] = cut * unit * re
      out.cut.im[k] = cut * unit * im
      const liftedRe = dRe + LIFTED_PHASE * xRe
      const liftedIm = dIm + LIFTED_PHASE * xIm
      const liftedUnit = plain / (Math.sqrt(liftedRe * liftedRe + liftedIm * liftedIm) + SILENCE)
      out.lifted.re[k] = lifted * liftedUnit * liftedRe
      out.lifted.im[k] = lifted * liftedUnit * liftedIm

      sums.mean += power * mask * mask
      sums.cut += power * cut * cut
      if (k >= VOICE_BINS) {
        const wanted = Math.max(mask, gtcrn ? median(dCapped, gCapped, jCapped) : jCapped)
        sums.kept += power * mask * mask
        sums.removed += power * (1 - Math.min(mask, 1)) ** 2
        sums.liftedKept += power * wanted * wanted
        sums.liftedRemoved += power * (1 - Math.min(wanted, 1)) ** 2
      }
      const most = Math.min(Math.max(dCapped, jCapped, gCapped), 1)
      clean.kept += power * gain * gain * most * most
      clean.removed += power * gain * gain * (1 - most) ** 2
      clean.rest += power
    }
    for (const spectrum of [out.mean, out.cut, out.lifted]) removeRumble(spectrum)
    for (let k = 0; k < RUMBLE_BINS; k++) clean.rumble += (x.re[k] ?? 0) ** 2 + (x.im[k] ?? 0) ** 2
  }
}

/** DTLN lets rumble through; as bins it goes without turning the phase of what is above. */
function removeRumble(spectrum: Spectrum): void {
  spectrum.re.fill(0, 0, RUMBLE_BINS)
  spectrum.im.fill(0, 0, RUMBLE_BINS)
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
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
