import { RealFft } from '../denoise/real-fft.ts'
import { MelBands } from './mel-bands.ts'
import { BANDS, COLUMN_FACTOR, COLUMN_LEVELS, type ViewShape } from './view-layout.ts'

/** Sizes that `RealFft` can have. */
const FFT_SIZES = [512, 2_048, 8_192, 32_768] as const

/** What a column looks at: short enough for consonants, long enough to tell the harmonics of a low voice apart. */
const WINDOW_S = 0.04

/** What a byte of 0 stands for, dB of a sine of full scale, and the dB from one value to the next. */
export const FLOOR_DB = -120
export const STEP_DB = 0.5
/** Below it a byte is 0 anyway. */
const NO_POWER = 1e-13

export interface SpectrogramOptions {
  readonly shape: ViewShape
  /** Takes a column of a level, valid until the next one. */
  readonly onColumn: (level: number, column: Uint8Array) => void
}

interface Level {
  readonly powers: Float64Array
  columns: number
}

/**
 * Turns mono sound into columns of levels, one for each step of time. Each looks at 40 ms around the middle of its step. What
 * is narrower than a band at low frequencies is interpolated, as the frame of the transform is longer than what is looked at.
 */
export class Spectrogram {
  readonly #options: SpectrogramOptions
  readonly #window: Float32Array
  readonly #heard: Float32Array
  readonly #frame: Float32Array
  readonly #fft: RealFft
  readonly #spectrum: { readonly re: Float64Array; readonly im: Float64Array }
  readonly #bands: MelBands
  /** The power of a sine of full scale in a band. */
  readonly #fullScale: number
  readonly #levels: readonly Level[]
  readonly #column = new Uint8Array(BANDS)
  #filled: number
  #samples = 0
  #columns = 0

  constructor(options: SpectrogramOptions) {
    const { sampleRate, columnSamples, topHz } = options.shape
    const length = Math.max(Math.round(sampleRate * WINDOW_S), columnSamples)
    const size = FFT_SIZES.find((fitting) => fitting >= length)
    if (size === undefined) throw new RangeError(`there is no transform of ${length} samples`)
    this.#options = options
    this.#window = hann(length)
    this.#heard = new Float32Array(length)
    this.#frame = new Float32Array(size)
    this.#fft = new RealFft(size)
    this.#spectrum = { re: new Float64Array(this.#fft.bins), im: new Float64Array(this.#fft.bins) }
    this.#bands = new MelBands({ bands: BANDS, topHz, binHz: sampleRate / size, bins: this.#fft.bins })
    // By Parseval, the squares of a windowed sine are half of those of the window, and half of them on each side.
    this.#fullScale = (size * this.#window.reduce((sum, weight) => sum + weight ** 2, 0)) / 4
    this.#levels = Array.from({ length: COLUMN_LEVELS }, () => ({
      powers: new Float64Array(BANDS),
      columns: 0,
    }))
    this.#filled = Math.floor((length - columnSamples) / 2)
  }

  push(mono: Float32Array): void {
    const { length } = this.#heard
    for (let from = 0; from < mono.length;) {
      const take = Math.min(length - this.#filled, mono.length - from)
      this.#heard.set(mono.subarray(from, from + take), this.#filled)
      this.#filled += take
      from += take
      if (this.#filled === length) this.#step()
    }
    this.#samples += mono.length
  }

  /** Hands on what is left, at the end of the sound. */
  flush(): void {
    const columns = Math.ceil(this.#samples / this.#options.shape.columnSamples)
    while (this.#columns < columns) {
      this.#heard.fill(0, this.#filled)
      this.#step()
    }
    for (const [level, { columns: left }] of this.#levels.entries()) if (left > 0) this.#endColumn(level)
  }

  #step(): void {
    const { columnSamples } = this.#options.shape
    const frame = this.#frame
    const heard = this.#heard
    const weights = this.#window
    for (let i = 0; i < weights.length; i++) frame[i] = (heard[i] ?? 0) * (weights[i] ?? 0)
    this.#fft.forward(this.#frame, this.#spectrum.re, this.#spectrum.im)
    const [finest] = this.#levels
    if (finest) {
      this.#bands.add(this.#spectrum, finest.powers)
      finest.columns = 1
    }
    this.#heard.copyWithin(0, columnSamples)
    this.#filled = Math.max(this.#filled - columnSamples, 0)
    this.#columns++
    this.#endColumn(0)
  }

  /** Hands on the column of a level, and its power to the level above, whose columns are averages. */
  #endColumn(level: number): void {
    const ended = this.#levels[level]
    if (!ended) return
    for (let band = 0; band < BANDS; band++)
      this.#column[band] = toByte((ended.powers[band] ?? 0) / (ended.columns * this.#fullScale))
    this.#options.onColumn(level, this.#column)
    const above = this.#levels[level + 1]
    if (above) {
      for (let band = 0; band < BANDS; band++)
        above.powers[band] = (above.powers[band] ?? 0) + (ended.powers[band] ?? 0)
      above.columns += ended.columns
    }
    ended.powers.fill(0)
    ended.columns = 0
    if (above?.columns === COLUMN_FACTOR ** (level + 1)) this.#endColumn(level + 1)
  }
}

function hann(length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / length))
}

function toByte(power: number): number {
  if (power < NO_POWER) return 0
  return Math.min(Math.max(Math.round((10 * Math.log10(power) - FLOOR_DB) / STEP_DB), 0), 255)
}
