import type { Transaction } from '../../db/database.ts'
import { lockName } from '../../db/dialect.ts'
import { listByUse, sumViewBytes } from '../../sound-views/store.ts'
import { dropView } from './drop-view.ts'

const PAGE = 200

export interface ViewLimit {
  /** Of the files of all views. */
  readonly maxBytes: number
  /** A view that was just made is wanted, however large it is. */
  readonly spared?: string
  readonly now: number
}

/** Drops the views that were not used for the longest time until the others are small enough. Returns how many. */
export async function limitViews(tx: Transaction, { maxBytes, spared, now }: ViewLimit): Promise<number> {
  await lockName(tx, 'sound views')
  let bytes = await sumViewBytes(tx)
  let dropped = 0
  while (bytes > maxBytes) {
    const oldest = (await listByUse(tx, PAGE)).filter(({ id }) => id !== spared)
    if (oldest.length === 0) return dropped
    for (const view of oldest) {
      if (bytes <= maxBytes) break
      await dropView(tx, view.id, now)
      bytes -= view.bytes
      dropped += 1
    }
  }
  return dropped
}
