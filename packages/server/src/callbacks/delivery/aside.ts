import { scopeKey, type Scope } from '../scope.ts'
import type { DueCallback } from '../store.ts'

/** What is due and goes to an address that is paused, while the rest of its bucket's lane moves on. */
export class Aside {
  readonly #waiting = new Map<string, DueCallback[]>()

  put(address: Scope, due: DueCallback): void {
    const key = scopeKey(address)
    const waiting = this.#waiting.get(key)
    if (waiting) waiting.push(due)
    else this.#waiting.set(key, [due])
  }

  /** Takes out all that waits for an address. */
  take(address: Scope): readonly DueCallback[] {
    const key = scopeKey(address)
    const waiting = this.#waiting.get(key) ?? []
    this.#waiting.delete(key)
    return waiting
  }

  takeAll(): readonly DueCallback[] {
    const all = [...this.#waiting.values()].flat()
    this.#waiting.clear()
    return all
  }
}
