import { findBucket, type BucketRecord } from '../buckets/store.ts'
import type { Database } from '../db/database.ts'

/** Bounds the memory for clients that go through many buckets. */
const MAX_REMEMBERED = 10_000

/**
 * The buckets by name, remembered: every request asks for one, and a bucket never changes but by being deleted, which
 * a wake-up tells. One that was deleted by another process a moment ago is caught by its rows' foreign keys.
 */
export class BucketDirectory implements Disposable {
  readonly #db: Database
  readonly #remembered = new Map<string, BucketRecord>()
  readonly #subscription: Disposable
  /** Counts changes, so that a read that began before one is not remembered after it. */
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
