const FIRST_CAPACITY = 8_192

/** Samples that wait, in their order. */
export class SampleQueue {
  #samples = new Float32Array(FIRST_CAPACITY)
  #from = 0
  #to = 0

  get length(): number {
    return this.#to - this.#from
  }

  /** Takes samples, which remain the caller's. */
  push(samples: Float32Array): void {
    if (this.#to + samples.length > this.#samples.length) this.#makeSpace(samples.length)
    this.#samples.set(samples, this.#to)
    this.#to += samples.length
  }

  /** Returns the first samples, as many as there are of `count`: the caller's until the next ones are pushed. */
  take(count: number): Float32Array {
    const taken = this.#samples.subarray(this.#from, Math.min(this.#from + count, this.#to))
    this.#from += taken.length
    return taken
  }

  /** Moves what waits to the front, into twice the space that it needs: so it is moved seldom. */
  #makeSpace(count: number): void {
    const waiting = this.#samples.subarray(this.#from, this.#to)
    const capacity = Math.max(2 * (waiting.length + count), FIRST_CAPACITY)
    if (capacity > this.#samples.length) {
      const larger = new Float32Array(capacity)
      larger.set(waiting)
      this.#samples = larger
    } else this.#samples.copyWithin(0, this.#from, this.#to)
    this.#to = waiting.length
    this.#from = 0
  }
}
