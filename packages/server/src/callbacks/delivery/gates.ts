/** So many scopes are remembered that come back from an outage; one that was forgotten gets all its places at once. */
const MOST_TRUSTED = 10_000

/** Where nothing is sent for now, and how much at once after that. By the key of a scope. */
export class Gates {
  readonly #closed = new Set<string>()
  /** Of what comes back from an outage, the number of requests that it is trusted with. */
  readonly #trust = new Map<string, number>()

  /** Whether anything comes back from an outage. */
  get isAnyTrusted(): boolean {
    return this.#trust.size > 0
  }

  isClosed(key: string): boolean {
    return this.#closed.size > 0 && this.#closed.has(key)
  }

  close(key: string): void {
    this.#closed.add(key)
  }

  /** With one request at a time: what was away may just be able to stand. False when it was open. */
  reopen(key: string): boolean {
    if (!this.#closed.delete(key)) return false
    const [oldest] = this.#trust.keys()
    if (oldest !== undefined && this.#trust.size >= MOST_TRUSTED) this.#trust.delete(oldest)
    this.#trust.set(key, 1)
    return true
  }

  /** Something was well: twice as much at once from now on, until that is `most`. False when it had all already. */
  trustMore(key: string, most: number): boolean {
    const trust = this.#trust.get(key)
    if (trust === undefined) return false
    if (trust * 2 >= most) this.#trust.delete(key)
    else this.#trust.set(key, trust * 2)
    return true
  }

  /** How many requests at once there may be, at most `cap`. */
  limit(key: string, cap: number): number {
    return this.#trust.size === 0 ? cap : Math.min(cap, this.#trust.get(key) ?? cap)
  }
}
