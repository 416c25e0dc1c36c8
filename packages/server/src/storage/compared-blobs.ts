import type { Clock } from '../base/clock.ts'
import type { NamedBlob, Storage } from './storage.ts'

/** A copy in parts is done by then, or has its source compared once more, ms. */
const HOLDS_MS = 10 * 60_000
const MOST = 1_000

/** Compares blobs that are read range by range once, and not for each range. */
export class ComparedBlobs {
  readonly #storage: Pick<Storage, 'compare'>
  readonly #clock: Clock
  /** When each was found right, the oldest first. */
  readonly #rightAt = new Map<string, number>()

  constructor(storage: Pick<Storage, 'compare'>, clock: Clock) {
    this.#storage = storage
    this.#clock = clock
  }

  /** Reads all of the blob, unless that was done a short while ago. Throws DamagedBlobError. */
  async compare(blob: NamedBlob, signal: AbortSignal): Promise<void> {
    const rightAt = this.#rightAt.get(blob.id)
    if (rightAt !== undefined && this.#clock.monotonic() - rightAt < HOLDS_MS) return
    this.#rightAt.delete(blob.id)
    await this.#storage.compare(blob, 'bytes', signal)
    this.#rightAt.set(blob.id, this.#clock.monotonic())
    const [oldest] = this.#rightAt.keys()
    if (this.#rightAt.size > MOST && oldest !== undefined) this.#rightAt.delete(oldest)
  }
}
