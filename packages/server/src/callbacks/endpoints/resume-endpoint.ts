import type { Database } from '../../db/database.ts'
import { clearHealth } from './endpoint-store.ts'
import { findParked, type ParkedPage } from './find-parked.ts'
import type { Scope } from '../scope.ts'
import { enqueue, leaveRest } from '../store.ts'

/** So many at once keep others waiting for a few ms only. */
const CHUNK = 500

/**
 * Opens what was paused or parked, with all that is narrower; what was parked with it is due at once, at the begin of its
 * schedule. What answered 410 itself goes last, by the number of its attempts: if it still does, the others are past it.
 * Gives how many. Each chunk is a transaction: after a crash in between, resuming again goes on.
 */
export async function resumeEndpoint(db: Database, scope: Scope, now: number): Promise<number> {
  await db.transact((tx) => {
    tx.wake('callback-endpoints')
    return clearHealth(tx, scope)
  })
  const innocent = await release(db, { scope, blamed: false }, () => now)
  return innocent + (await release(db, { scope, blamed: true }, (attempts) => now + attempts))
}

async function release(
  db: Database,
  wanted: Pick<ParkedPage, 'scope' | 'blamed'>,
  dueAt: (attempts: number) => number,
): Promise<number> {
  let released = 0
  let after = 0
  for (;;) {
    const found = await db.transact(async (tx) => {
      const parked = await findParked(tx, { ...wanted, after, limit: CHUNK })
      for (const { callbackId, attempts } of parked) {
        if (!(await leaveRest(tx, callbackId))) continue
        await enqueue(tx, { dueAt: dueAt(attempts), callbackId, attempts, failures: 0 })
      }
      tx.wake('callbacks')
      return parked
    })
    released += found.length
    after = found.at(-1)?.callbackId ?? after
    if (found.length < CHUNK) return released
  }
}
