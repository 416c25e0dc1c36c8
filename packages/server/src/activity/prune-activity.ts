import type { Clock } from '../base/clock.ts'
import type { Database } from '../db/database.ts'
import { minuteOf } from './minutes.ts'
import { deleteActivity, findFirstMinute } from './store.ts'

/** An hour longer than the longest range that is shown. */
const KEEP_MINUTES = 25 * 60

/** Forgets what happened more than a day ago. Writes nothing where there is none of it. */
export async function pruneActivity({
  db,
  clock,
}: {
  readonly db: Database
  readonly clock: Clock
}): Promise<void> {
  const before = minuteOf(clock.now()) - KEEP_MINUTES
  const first = await findFirstMinute(db.reader)
  if (first === undefined || first >= before) return
  await db.transact((tx) => deleteActivity(tx, before), { durable: false })
}
