/** The minimum of the last values. */
export class SlidingMinimum {
  readonly #length: number
  /** Candidates in rising order, each with its place, in rings: one that a later, lower value hides is removed. */
  readonly #values: Float64Array
  readonly #places: Float64Array
  #first = 0
  #count = 0
  #place = 0

  constructor(length: number) {
    this.#length = length
    this.#values = new Float64Array(length)
    this.#places = new Float64Array(length)
  }

  /** Returns the minimum of `value` and the ones before it, as many as the window has. */
  push(value: number): number {
    const place = this.#place++
    if (this.#count > 0 && (this.#places[this.#first] ?? 0) <= place - this.#length) {
      this.#first = (this.#first + 1) % this.#length
      this.#count -= 1
    }
    while (this.#count > 0 && (this.#values[this.#at(this.#count - 1)] ?? 0) >= value) this.#count -= 1
    const at = this.#at(this.#count++)
    this.#values[at] = value
    this.#places[at] = place
    return this.#values[this.#first] ?? value
  }

  #at(index: number): number {
    return (this.#first + index) % this.#length
  }
}

/** The average of the last values, which were 1 before the first. */
export class SlidingAverage {
  readonly #values: Float64Array
  #sum: number
  #next = 0

  constructor(length: number) {
    this.#values = new Float64Array(length).fill(1)
    this.#sum = length
  }

  push(value: number): number {
    this.#sum += value - (this.#values[this.#next] ?? 0)
    this.#values[this.#next] = value
    this.#next = (this.#next + 1) % this.#values.length
    return this.#sum / this.#values.length
  }
}
