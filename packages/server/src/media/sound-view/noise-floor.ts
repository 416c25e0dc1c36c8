const BLOCK_S = 0.05
/** The level that is found at least, dB: the noise of samples of 16 bits. */
const LOWEST_DB = -96
/** Of a value of the histogram, dB. */
const STEP_DB = 0.1
const VALUES = Math.round((12 - LOWEST_DB) / STEP_DB) + 1
/** How much of the sound is taken for pauses. */
const SHARE = 0.1

/** Finds the level (RMS of 50 ms) that a tenth of the sound stays below: in a recording of speech, that of its pauses. */
export class NoiseFloor {
  readonly #blockSamples: number
  readonly #histogram = new Uint32Array(VALUES)
  #energy = 0
  #filled = 0
  #blocks = 0

  constructor(sampleRate: number) {
    this.#blockSamples = Math.max(Math.round(sampleRate * BLOCK_S), 1)
  }

  push(mono: Float32Array): void {
    for (let from = 0; from < mono.length;) {
      const to = Math.min(mono.length, from + this.#blockSamples - this.#filled)
      let energy = 0
      for (let i = from; i < to; i++) energy += (mono[i] ?? 0) ** 2
      this.#energy += energy
      this.#filled += to - from
      from = to
      if (this.#filled === this.#blockSamples) this.#endBlock()
    }
  }

  /** dB of full scale. */
  finish(): number {
    if (this.#filled > 0) this.#endBlock()
    let seen = 0
    for (const [value, count] of this.#histogram.entries()) {
      seen += count
      if (seen > 0 && seen >= this.#blocks * SHARE) return Math.round((LOWEST_DB + value * STEP_DB) * 10) / 10
    }
    return LOWEST_DB
  }

  #endBlock(): void {
    const db = 10 * Math.log10(this.#energy / this.#filled)
    const value = Math.min(Math.max(Math.round((db - LOWEST_DB) / STEP_DB), 0), VALUES - 1)
    this.#histogram[value] = (this.#histogram[value] ?? 0) + 1
    this.#blocks++
    this.#energy = this.#filled = 0
  }
}
