import type { Queryable } from '../../db/database.ts'
import { findDue, type DueCallback } from '../store.ts'

const PAGE_SIZE = 500

/**
 * A row is committed a moment after its due time, so each scan begins a little before the end of the last one. The
 * caller recognises the rows that it gets twice.
 */
const OVERLAP_MS = 2_000

/** The whole queue is read at this interval, because wake-ups can be lost and clocks can be set back. */
const FULL_SCAN_MS = 30_000

/** Reads the callbacks that became due since the last scan. */
export class DueScan {
  readonly #db: Queryable
  #scannedUntil = 0
  #fromStart = true
  #fullScanAt = 0

  constructor(db: Queryable) {
    this.#db = db
  }

  /**
   * Returns the callbacks that are due at `now` (ms since 1970), page by page, some of them again. `monotonic` is the
   * same moment on the monotonic clock, in ms.
   */
  async *pages(now: number, monotonic: number): AsyncGenerator<readonly DueCallback[]> {
    const isFull = this.#fromStart || monotonic >= this.#fullScanAt
    this.#fromStart = false
    let afterDueAt = isFull ? Number.MIN_SAFE_INTEGER : Math.min(this.#scannedUntil, now) - OVERLAP_MS
    let afterId = 0
    for (;;) {
      const page = await findDue(this.#db, { afterDueAt, afterId, until: now, limit: PAGE_SIZE })
      yield page
      const last = page.at(-1)
      if (!last || page.length < PAGE_SIZE) break
      afterDueAt = last.dueAt
      afterId = last.callbackId
    }
    if (isFull) this.#fullScanAt = monotonic + FULL_SCAN_MS
    this.#scannedUntil = now
  }

  /** Makes the next scan read the whole queue, also when it is called during a scan. */
  restart(): void {
    this.#fromStart = true
  }
}
