import { findStaleViews } from '../../sound-views/store.ts'
import type { Engine } from '../engine.ts'
import { dropView } from './drop-view.ts'
import { limitViews } from './limit-views.ts'

const BATCH = 200

export interface ViewLimits {
  /** Of the files of all views. */
  readonly maxBytes: number
  /** A view that was not used for so long goes, ms. */
  readonly unusedMs: number
}

/** Drops views that nobody looks at, whose sources are gone, or that are too many. Returns how many. */
export async function sweepViews(
  { db, clock }: Engine,
  { maxBytes, unusedMs }: ViewLimits,
  signal: AbortSignal,
): Promise<number> {
  let dropped = 0
  let batch: readonly string[]
  do {
    signal.throwIfAborted()
    const now = clock.now()
    batch = await db.transact(async (tx) => {
      const stale = await findStaleViews(tx, { usedBefore: now - unusedMs, limit: BATCH })
      for (const id of stale) await dropView(tx, id, now)
      return stale
    })
    dropped += batch.length
  } while (batch.length === BATCH)
  return dropped + (await db.transact((tx) => limitViews(tx, { maxBytes, now: clock.now() })))
}
