import type { Database } from '../db/database.ts'
import { ENDPOINTS_CHANNEL, saveHealth } from './endpoint-store.ts'
import { CALLBACKS_CHANNEL, enqueue, findResting, leaveRest } from './store.ts'

/** So many at once keep others waiting for a few ms only. */
const CHUNK = 500

/**
 * Opens an endpoint that was paused or parked; what was parked with it is due at once, at the begin of its schedule.
 * Gives how many. Each chunk is a transaction: after a crash in between, resuming again goes on.
 */
export async function resumeEndpoint(db: Database, endpoint: string, now: number): Promise<number> {
  await db.transact((tx) => saveHealth(tx, endpoint, undefined))
  db.wake(ENDPOINTS_CHANNEL)
  let resumed = 0
  for (;;) {
    const chunk = await db.transact(async (tx) => {
      const resting = await findResting(tx, { endpoint, limit: CHUNK })
      for (const { callbackId, attempts } of resting) {
        if (!(await leaveRest(tx, callbackId))) continue
        await enqueue(tx, { dueAt: now, callbackId, attempts, failures: 0 })
      }
      return resting.length
    })
    resumed += chunk
    db.wake(CALLBACKS_CHANNEL)
    if (chunk < CHUNK) return resumed
  }
}
