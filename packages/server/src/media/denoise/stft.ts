import { RealFft } from './real-fft.ts'

export const STFT_WINDOW = 512
export const STFT_HOP = 128
export const STFT_BINS = STFT_WINDOW / 2 + 1
/** Samples from the input of an `Analysis` to the output of the `Synthesis` behind it. */
export const STFT_DELAY = STFT_WINDOW - STFT_HOP

export interface Spectrum {
  readonly re: Float64Array
  readonly im: Float64Array
}

/** Square-root Hann, on both sides: the squares of overlapping windows add up to half of their number. */
function squareRootHann(length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin((Math.PI * n) / length))
}

/** The spectrum of the last samples, a window of 512 if nothing is said, at each hop: a quarter or half of the window. */
export class Analysis {
  readonly spectrum: Spectrum
  readonly #fft: RealFft
  readonly #window: Float32Array
  readonly #heard: Float32Array
  readonly #windowed: Float32Array
  readonly #hop: number

  constructor(length = STFT_WINDOW, hop = length / 4) {
    this.spectrum = { re: new Float64Array(length / 2 + 1), im: new Float64Array(length / 2 + 1) }
    this.#fft = new RealFft(length)
    this.#window = squareRootHann(length)
    this.#heard = new Float32Array(length)
    this.#windowed = new Float32Array(length)
    this.#hop = hop
  }

  /** Takes the samples of a hop from `start` of `block` on. */
  process(block: Float32Array, start: number): void {
    const { length } = this.#heard
    const kept = length - this.#hop
    this.#heard.copyWithin(0, this.#hop)
    for (let i = 0; i < this.#hop; i++) this.#heard[kept + i] = block[start + i] ?? 0
    for (let i = 0; i < length; i++) this.#windowed[i] = (this.#heard[i] ?? 0) * (this.#window[i] ?? 0)
    this.#fft.forward(this.#windowed, this.spectrum.re, this.spectrum.im)
  }
}

/** Samples from the spectra of an `Analysis` with the same window and hop, a window less a hop later. */
export class Synthesis {
  readonly #fft: RealFft
  readonly #window: Float32Array
  readonly #frame: Float32Array
  readonly #overlap: Float32Array
  readonly #hop: number
  readonly #scale: number

  constructor(length = STFT_WINDOW, hop = length / 4) {
    this.#fft = new RealFft(length)
    this.#window = squareRootHann(length)
    this.#frame = new Float32Array(length)
    this.#overlap = new Float32Array(length)
    this.#hop = hop
    this.#scale = (2 * hop) / length
  }

  /** Writes the samples of a hop to `block` from `start` on. */
  process(spectrum: Spectrum, block: Float32Array, start: number): void {
    this.#fft.inverse(spectrum.re, spectrum.im, this.#frame)
    for (let i = 0; i < this.#frame.length; i++) {
      this.#overlap[i] =
        (this.#overlap[i] ?? 0) + this.#scale * (this.#frame[i] ?? 0) * (this.#window[i] ?? 0)
    }
    for (let i = 0; i < this.#hop; i++) block[start + i] = this.#overlap[i] ?? 0
    this.#overlap.copyWithin(0, this.#hop)
    this.#overlap.fill(0, this.#overlap.length - this.#hop)
  }
}
