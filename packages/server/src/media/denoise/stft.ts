import { RealFft } from './real-fft.ts'

const STFT_WINDOW = 512
export const STFT_HOP = 128
export const STFT_BINS = STFT_WINDOW / 2 + 1
/** Samples from the input of an `Analysis` to the output of the `Synthesis` behind it. */
export const STFT_DELAY = STFT_WINDOW - STFT_HOP

export interface Spectrum {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** Square-root Hann, on both sides: four overlapping squares add up to 2. */
function squareRootHann(): Float32Array {
  return Float32Array.from({ length: STFT_WINDOW }, (_, n) => Math.sin((Math.PI * n) / STFT_WINDOW))
}

/** The spectrum of the last 512 samples at each hop of 128. */
export class Analysis {
  readonly spectrum: Spectrum = { re: new Float64Array(STFT_BINS), im: new Float64Array(STFT_BINS) }
  readonly #fft = new RealFft(STFT_WINDOW)
  readonly #window = squareRootHann()
  readonly #heard = new Float32Array(STFT_WINDOW)
  readonly #windowed = new Float32Array(STFT_WINDOW)

  /** Takes the 128 samples of `block` from `start` on. */
  process(block: Float32Array, start: number): void {
    this.#heard.copyWithin(0, STFT_HOP)
    for (let i = 0; i < STFT_HOP; i++) this.#heard[STFT_DELAY + i] = block[start + i] ?? 0
    for (let i = 0; i < STFT_WINDOW; i++) this.#windowed[i] = (this.#heard[i] ?? 0) * (this.#window[i] ?? 0)
    this.#fft.forward(this.#windowed, this.spectrum.re, this.spectrum.im)
  }
}

/** Samples from the spectra of an `Analysis`, 384 samples later. */
export class Synthesis {
  readonly #fft = new RealFft(STFT_WINDOW)
  readonly #window = squareRootHann()
  readonly #frame = new Float32Array(STFT_WINDOW)
  readonly #overlap = new Float32Array(STFT_WINDOW)

  /** Writes 128 samples to `block` from `start` on. */
  process(spectrum: Spectrum, block: Float32Array, start: number): void {
    this.#fft.inverse(spectrum.re, spectrum.im, this.#frame)
    for (let i = 0; i < STFT_WINDOW; i++) {
      this.#overlap[i] = (this.#overlap[i] ?? 0) + 0.5 * (this.#frame[i] ?? 0) * (this.#window[i] ?? 0)
    }
    for (let i = 0; i < STFT_HOP; i++) block[start + i] = this.#overlap[i] ?? 0
    this.#overlap.copyWithin(0, STFT_HOP)
    this.#overlap.fill(0, STFT_DELAY)
  }
}
