import { lockBulkAction, saveBulkProgress, type BulkAction } from '../../bulk-actions/store.ts'
import type { JobEngine } from '../engine.ts'
import { actOn } from './act-on.ts'
import { selectChunk } from './selection.ts'

/** Small steps with pauses between them do not slow down live work. */
const CHUNK = 20
/** With a rate, so many steps a second at most. */
const STEPS_PER_SECOND = 4
/** What was missed of a rate is made up for, up to this, ms. */
const CATCH_UP_MS = 1_000
/** What waits for room in a queue is tried again after this, ms. */
const WAIT_MS = 5_000

/**
 * Deals with the next few of an action. They and the place where it goes on are one transaction, so that a crash repeats
 * none and leaves none out.
 */
export async function advanceBulkAction(engine: JobEngine, action: BulkAction): Promise<void> {
  const { ratePerSecond } = action
  const limit =
    ratePerSecond === undefined
      ? CHUNK
      : Math.max(1, Math.min(CHUNK, Math.floor(ratePerSecond / STEPS_PER_SECOND)))
  const chunk = await selectChunk(engine.db.reader, { ...action, limit })
  const now = engine.clock.now()
  await engine.db.transact(async (tx) => {
    const locked = await lockBulkAction(tx, action.id)
    // It was stopped meanwhile, or another process has gone on with it.
    if (locked?.state !== 'Running' || locked.cursor !== action.cursor) return
    const acted = await actOn(tx, engine, { verb: action.action, ids: chunk.ids, now })
    const isOver = !acted.mustWait && chunk.next === undefined
    await saveBulkProgress(tx, {
      id: action.id,
      state: isOver ? 'Done' : 'Running',
      cursor: acted.mustWait ? (acted.last ?? action.cursor) : (chunk.next ?? action.cursor),
      done: action.done + acted.done,
      skipped: action.skipped + acted.skipped,
      message: acted.message ?? (acted.done > 0 && action.skipped === 0 ? null : action.message),
      dueAt: acted.mustWait ? now + WAIT_MS : dueAfter(action, chunk.ids.length, now),
      endedAt: isOver ? now : null,
    })
  })
}

/** A service that was down for a while does not send all that it missed at once. */
function dueAfter({ dueAt, ratePerSecond }: BulkAction, count: number, now: number): number {
  if (ratePerSecond === undefined) return now
  return Math.ceil(Math.max(dueAt, now - CATCH_UP_MS) + (count / ratePerSecond) * 1_000)
}
