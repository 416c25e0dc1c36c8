import type { Database } from '../db/database.ts'
import { listAccessKeys } from '../keys/store.ts'
import { KeyRing, TokenCache, type MainKey } from './key-ring.ts'

/**
 * Caches all keys until a wake-up reports a change. Every request looks up a key, and unknown ids must not cost a
 * query either. Wake-ups between processes may be lost; the change is then seen with the next poll of the database.
 */
export class KeyDirectory implements Disposable {
  readonly mainId: string
  readonly #db: Database
  readonly #main: MainKey
  readonly #tokens = new TokenCache()
  readonly #subscription: Disposable
  #remembered: Promise<KeyRing> | undefined

  constructor(db: Database, main: MainKey) {
    this.#db = db
    this.#main = main
    this.mainId = main.secretId
    this.#subscription = db.onWake('access-keys', () => {
      this.#remembered = undefined
    })
  }

  /** Rejects when the keys can't be read; the next call tries again. */
  current(): Promise<KeyRing> {
    if (this.#remembered) return this.#remembered
    const reading = listAccessKeys(this.#db.reader).then(
      (keys) => new KeyRing(this.#main, keys, this.#tokens),
    )
    this.#remembered = reading
    reading.catch(() => {
      if (this.#remembered === reading) this.#remembered = undefined
    })
    return reading
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }
}
