import type { Database } from '../db/database.ts'
import { listAccessKeys } from '../keys/store.ts'
import { KeyRing, TokenCache, type MainKey } from './key-ring.ts'

/**
 * All keys, remembered until a wake-up says that one was changed: every request asks for one, and an unknown id must not
 * cost a question to the database either. Wake-ups may be lost on the way to other processes, and then come with the next
 * poll of the database.
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

  /** Fails when the keys can't be read; the next call tries again. */
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
