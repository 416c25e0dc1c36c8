import type { Log } from '../../base/log.ts'
import { findBlobUses, showBlobUse } from '../../buckets/named-blobs.ts'
import type { Database } from '../../db/database.ts'
import type { Damage, DamagedBlobError } from '../../storage/storage.ts'

/** Blobs that are remembered as told: a disk that is gone must not fill the memory. */
const MOST_TOLD = 10_000
/** The most objects of a blob that its log line names. */
const MOST_NAMED = 5

export interface DamageWatchOptions {
  readonly db: Database
  readonly log: Log
}

/** Reports each blob once that was found to differ from its row. */
export class DamageWatch {
  readonly #options: DamageWatchOptions
  readonly #told = new Set<string>()
  readonly #listeners: ((kind: Damage) => void)[] = []

  constructor(options: DamageWatchOptions) {
    this.#options = options
  }

  /** Calls `listener`, which must not throw, for each reported blob. */
  onFound(listener: (kind: Damage) => void): void {
    this.#listeners.push(listener)
  }

  /** Never throws: every read passes it. */
  readonly observe = (error: DamagedBlobError): void => {
    const { blobId } = error
    if (this.#told.has(blobId)) return
    this.#told.add(blobId)
    const [oldest] = this.#told
    if (this.#told.size > MOST_TOLD && oldest !== undefined) this.#told.delete(oldest)
    void this.#tell(error)
  }

  async #tell(error: DamagedBlobError): Promise<void> {
    const { db, log } = this.#options
    const { blobId, kind } = error
    try {
      const uses = await findBlobUses(db.reader, blobId, MOST_NAMED)
      // A blob that no row names any more was deleted rightly: its reader was too late.
      if (uses.length === 0) return
      log.error(
        { err: error, blobId, kind, objects: uses.map(showBlobUse) },
        'stored bytes are not those that were kept',
      )
      for (const listener of this.#listeners) listener(kind)
    } catch (failure) {
      this.#told.delete(blobId)
      log.error({ err: failure, blobId, kind }, 'whose bytes are damaged could not be found out')
    }
  }
}
