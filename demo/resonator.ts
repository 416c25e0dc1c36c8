/** A two-pole filter with one resonance: one formant of a vocal tract. */
export class Resonator {
  readonly #sampleRate: number
  #gain = 1
  #near = 0
  #far = 0
  #last = 0
  #lastButOne = 0

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  /** Both in Hz. The gain at 0 Hz is 1, so that resonators in a row keep the level of the voice. */
  tune(frequency: number, bandwidth: number): void {
    const radius = Math.exp((-Math.PI * bandwidth) / this.#sampleRate)
    this.#near = 2 * radius * Math.cos((2 * Math.PI * frequency) / this.#sampleRate)
    this.#far = -radius * radius
    this.#gain = 1 - this.#near - this.#far
  }

  next(input: number): number {
    const output = this.#gain * input + this.#near * this.#last + this.#far * this.#lastButOne
    this.#lastButOne = this.#last
    this.#last = output
    return output
  }
}
