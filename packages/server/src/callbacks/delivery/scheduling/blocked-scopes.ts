/** Of this many scopes the slow start is remembered; the oldest beyond it get their full concurrency at once. */
const MAX_RECOVERING = 10_000

/** The scopes that nothing is sent to now, and the slow start of those that were unblocked. By the key of a scope. */
export class BlockedScopes {
  readonly #blocked = new Set<string>()
  /** The number of concurrent requests that a recovering scope may have. */
  readonly #recovering = new Map<string, number>()

  get isAnyRecovering(): boolean {
    return this.#recovering.size > 0
  }

  isBlocked(key: string): boolean {
    return this.#blocked.size > 0 && this.#blocked.has(key)
  }

  block(key: string): void {
    this.#blocked.add(key)
  }

  /** Unblocks with one request at a time, because the scope may still be weak. False when it was not blocked. */
  unblock(key: string): boolean {
    if (!this.#blocked.delete(key)) return false
    const [oldest] = this.#recovering.keys()
    if (oldest !== undefined && this.#recovering.size >= MAX_RECOVERING) this.#recovering.delete(oldest)
    this.#recovering.set(key, 1)
    return true
  }

  /** Doubles the concurrency of a recovering scope, until that is `full`. False when the scope is not recovering. */
  rampUp(key: string, full: number): boolean {
    const concurrency = this.#recovering.get(key)
    if (concurrency === undefined) return false
    if (concurrency * 2 >= full) this.#recovering.delete(key)
    else this.#recovering.set(key, concurrency * 2)
    return true
  }

  /** Returns the number of concurrent requests that a scope may have, at most `cap`. */
  limit(key: string, cap: number): number {
    return this.#recovering.size === 0 ? cap : Math.min(cap, this.#recovering.get(key) ?? cap)
  }
}
