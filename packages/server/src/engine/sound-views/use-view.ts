import { findSoundView, touchSoundView, type SoundViewRecord } from '../../sound-views/store.ts'
import type { Engine } from '../engine.ts'

/** When a view was used last is known to the hour, so that few reads write. */
const TOUCH_MS = 3_600_000

/** Returns a view that is kept, which counts as used now. */
export async function useView({ db, clock }: Engine, id: string): Promise<SoundViewRecord | undefined> {
  const view = await findSoundView(db.reader, id)
  if (!view) return undefined
  const now = clock.now()
  if (now - view.usedAt >= TOUCH_MS)
    await db.transact((tx) => touchSoundView(tx, id, now), { durable: false })
  return view
}
