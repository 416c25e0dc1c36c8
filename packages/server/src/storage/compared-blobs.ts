import type { Clock } from '../base/clock.ts'
import type { NamedBlob, Storage } from './storage.ts'

/** A copy in parts that takes longer has its source compared again, ms. */
const VALID_MS = 10 * 60_000
const MAX_BLOBS = 1_000

/** Compares a blob that is read range by range once, and not for each range. */
export class ComparedBlobs {
  readonly #storage: Pick<Storage, 'compare'>
  readonly #clock: Clock
  /** When each was compared, the oldest first. */
  readonly #comparedAt = new Map<string, number>()

  constructor(storage: Pick<Storage, 'compare'>, clock: Clock) {
    this.#storage = storage
    this.#clock = clock
  }

  /** Reads all of the blob, unless that was done lately. Throws DamagedBlobError. */
  async compare(blob: NamedBlob, signal: AbortSignal): Promise<void> {
    const comparedAt = this.#comparedAt.get(blob.id)
    if (comparedAt !== undefined && this.#clock.monotonic() - comparedAt < VALID_MS) return
    this.#comparedAt.delete(blob.id)
    await this.#storage.compare(blob, 'bytes', signal)
    this.#comparedAt.set(blob.id, this.#clock.monotonic())
    const [oldest] = this.#comparedAt.keys()
    if (this.#comparedAt.size > MAX_BLOBS && oldest !== undefined) this.#comparedAt.delete(oldest)
  }
}
