import { findBucket, type BucketRecord } from '../buckets/store.ts'
import type { Database } from '../db/database.ts'

/** Bounds the memory for clients that use many buckets. */
const MAX_REMEMBERED = 10_000

/**
 * Caches buckets by name, since every request needs one. A bucket never changes, except that it is deleted, and a
 * wake-up then clears the cache. A bucket that another process deleted a moment ago is caught by the foreign keys of
 * its rows.
 */
export class BucketDirectory implements Disposable {
  readonly #db: Database
  readonly #remembered = new Map<string, BucketRecord>()
  readonly #subscription: Disposable
  /** Counts changes, so that a read that began before a change is not cached after it. */
  #changes = 0

  constructor(db: Database) {
    this.#db = db
    this.#subscription = db.onWake('buckets', () => {
      this.#changes += 1
      this.#remembered.clear()
    })
  }

  async find(name: string): Promise<BucketRecord | undefined> {
    const remembered = this.#remembered.get(name)
    if (remembered) return remembered
    const before = this.#changes
    const bucket = await findBucket(this.#db.reader, name)
    if (bucket && before === this.#changes && this.#remembered.size < MAX_REMEMBERED) {
      this.#remembered.set(name, bucket)
    }
    return bucket
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]()
  }
}
