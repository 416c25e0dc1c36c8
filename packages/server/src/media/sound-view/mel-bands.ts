/** The scale of O'Shaughnessy: equal steps of it are heard as equal. */
export function toMel(hz: number): number {
  return 2_595 * Math.log10(1 + hz / 700)
}

function fromMel(mel: number): number {
  return 700 * (10 ** (mel / 2_595) - 1)
}

export interface MelBandsOptions {
  readonly bands: number
  /** Hz at the upper edge of the highest band; the lowest one begins at 0. */
  readonly topHz: number
  /** Hz from a bin of a spectrum to the next one, and their number. */
  readonly binHz: number
  readonly bins: number
}

/**
 * Shares the power of each bin of a spectrum among the two bands whose centres are next to it. So all bands together have
 * the power of all bins below `topHz`, and a sine is in the band of its frequency.
 */
export class MelBands {
  readonly #last: number
  /** Neighbouring centres, and the first bin between them. Behind the last pair: where the bins end. */
  readonly #lower: Int16Array
  readonly #first: Uint16Array
  /** For each bin: how much of its power is in the upper band. */
  readonly #share: Float64Array

  constructor({ bands, topHz, binHz, bins }: MelBandsOptions) {
    const used = Math.min(bins, Math.floor(topHz / binHz) + 1)
    const bandMel = toMel(topHz) / bands
    const positions = Array.from({ length: used }, (_, bin) => toMel(bin * binHz) / bandMel - 0.5)
    const pairs = [...new Set(positions.map(Math.floor))]
    this.#last = bands - 1
    this.#lower = Int16Array.from(pairs)
    this.#first = Uint16Array.from([
      ...pairs.map((pair) => positions.findIndex((position) => Math.floor(position) === pair)),
      used,
    ])
    this.#share = Float64Array.from(positions, (position) => position - Math.floor(position))
  }

  /** Adds the power of a spectrum to the bands. Beyond the outermost centres, the outermost bands have all of it. */
  add({ re, im }: { readonly re: Float64Array; readonly im: Float64Array }, powers: Float64Array): void {
    for (let pair = 0; pair < this.#lower.length; pair++) {
      const to = this.#first[pair + 1] ?? 0
      let all = 0
      let above = 0
      for (let bin = this.#first[pair] ?? 0; bin < to; bin++) {
        const real = re[bin] ?? 0
        const imaginary = im[bin] ?? 0
        const power = real * real + imaginary * imaginary
        all += power
        above += power * (this.#share[bin] ?? 0)
      }
      const lower = this.#lower[pair] ?? 0
      const low = Math.max(lower, 0)
      const high = Math.min(lower + 1, this.#last)
      powers[low] = (powers[low] ?? 0) + all - above
      powers[high] = (powers[high] ?? 0) + above
    }
  }
}

/** Hz at the centre of each band, from low to high. */
export function bandCentres({ bands, topHz }: Pick<MelBandsOptions, 'bands' | 'topHz'>): readonly number[] {
  return Array.from({ length: bands }, (_, band) => fromMel((toMel(topHz) / bands) * (band + 0.5)))
}
