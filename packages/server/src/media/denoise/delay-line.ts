/** Delays blocks of one fixed length by a fixed number of samples, starting with silence. */
export class DelayLine {
  readonly #line: Float32Array
  readonly #blockLength: number
  readonly #delay: number

  constructor(delay: number, blockLength: number) {
    this.#delay = delay
    this.#blockLength = blockLength
    this.#line = new Float32Array(delay + blockLength)
  }

  /** Replaces the block by what came `delay` samples before it. */
  process(block: Float32Array): void {
    if (this.#delay === 0) return
    this.#line.set(block, this.#delay)
    for (let i = 0; i < this.#blockLength; i++) block[i] = this.#line[i] ?? 0
    this.#line.copyWithin(0, this.#blockLength)
  }
}
