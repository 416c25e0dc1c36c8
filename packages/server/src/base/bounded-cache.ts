/** A client that chooses what is remembered can't fill the memory with it. */
const MAX_KEY_LENGTH = 2_000

/** Remembers the results of something pure, by what they were made from; the oldest goes first. */
export class BoundedCache<R> {
  readonly #limit: number
  readonly #results = new Map<string, R>()

  constructor(limit: number) {
    this.#limit = limit
  }

  get(key: string, make: () => R): R {
    const known = this.#results.get(key)
    if (known !== undefined) return known
    const made = make()
    if (key.length > MAX_KEY_LENGTH) return made
    if (this.#results.size >= this.#limit) {
      const [oldest] = this.#results.keys()
      if (oldest !== undefined) this.#results.delete(oldest)
    }
    this.#results.set(key, made)
    return made
  }
}
