import type { Queryable } from '../../db/database.ts'
import { findDue, type DueCallback } from '../store.ts'

const PAGE = 500

/**
 * Rows are written a moment after the time they carry, so each scan begins a little before the last one ended. What
 * it sees twice, the caller knows.
 */
const OVERLAP_MS = 2_000

/** Wake-ups are lost and clocks are set back: from time to time the whole queue is read. */
const FULL_SCAN_MS = 30_000

/** Reads what became due since the last time. */
export class DueScan {
  readonly #db: Queryable
  #scannedUntil = 0
  #fromStart = true
  #fullScanAt = 0

  constructor(db: Queryable) {
    this.#db = db
  }

  /**
   * Gives what is due at `now` (ms since 1970), page by page, some of it again. `monotonic` is the same moment on the
   * clock that never steps back, in ms.
   */
  async *pages(now: number, monotonic: number): AsyncGenerator<readonly DueCallback[]> {
    const full = this.#fromStart || monotonic >= this.#fullScanAt
    this.#fromStart = false
    let afterDueAt = full ? Number.MIN_SAFE_INTEGER : Math.min(this.#scannedUntil, now) - OVERLAP_MS
    let afterId = 0
    for (;;) {
      const page = await findDue(this.#db, { afterDueAt, afterId, until: now, limit: PAGE })
      yield page
      const last = page.at(-1)
      if (!last || page.length < PAGE) break
      afterDueAt = last.dueAt
      afterId = last.callbackId
    }
    if (full) this.#fullScanAt = monotonic + FULL_SCAN_MS
    this.#scannedUntil = now
  }

  /** Makes the next scan read the whole queue, also when it is called in the middle of one. */
  startOver(): void {
    this.#fromStart = true
  }
}
