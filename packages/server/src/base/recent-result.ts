import type { Clock } from './clock.ts'

interface RecentResultOptions<T> {
  readonly clock: Clock
  /** How long a result is used again, ms. */
  readonly keepMs: number
  readonly make: () => Promise<T>
}

/** A result that costs something: it is made once for all who ask at about the same time. One that failed is not kept. */
export class RecentResult<T> {
  readonly #options: RecentResultOptions<T>
  #made: { readonly at: number; readonly result: Promise<T> } | undefined

  constructor(options: RecentResultOptions<T>) {
    this.#options = options
  }

  get(): Promise<T> {
    const { clock, keepMs, make } = this.#options
    const now = clock.monotonic()
    if (this.#made && now - this.#made.at < keepMs) return this.#made.result
    const made = { at: now, result: make() }
    this.#made = made
    made.result.catch(() => {
      if (this.#made === made) this.#made = undefined
    })
    return made.result
  }
}
