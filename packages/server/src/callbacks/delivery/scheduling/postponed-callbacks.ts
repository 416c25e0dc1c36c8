import { scopeKey, type Scope } from '../../scope.ts'
import type { DueCallback } from '../../store.ts'

/** Due callbacks to an address that is paused, while the other callbacks of its bucket are sent. */
export class PostponedCallbacks {
  readonly #byAddress = new Map<string, DueCallback[]>()

  add(address: Scope, due: DueCallback): void {
    const key = scopeKey(address)
    const postponed = this.#byAddress.get(key)
    if (postponed) postponed.push(due)
    else this.#byAddress.set(key, [due])
  }

  /** Removes and returns the callbacks to an address. */
  take(address: Scope): readonly DueCallback[] {
    const key = scopeKey(address)
    const postponed = this.#byAddress.get(key) ?? []
    this.#byAddress.delete(key)
    return postponed
  }

  takeAll(): readonly DueCallback[] {
    const all = [...this.#byAddress.values()].flat()
    this.#byAddress.clear()
    return all
  }
}
