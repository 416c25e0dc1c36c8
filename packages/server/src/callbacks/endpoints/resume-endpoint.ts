import type { Database } from '../../db/database.ts'
import { clearHealth } from './endpoint-store.ts'
import { findParked, type ParkedPage } from './find-parked.ts'
import type { Scope } from '../scope.ts'
import { enqueue, unarchiveCallback } from '../store.ts'

/** Small enough to block other transactions for a few ms only. */
const BATCH_SIZE = 500

/**
 * Resumes a scope and all narrower ones, and returns how many callbacks left the archive. These are due at once, with
 * a fresh retry schedule. Callbacks that were answered with 410 go last, by the number of their attempts: if the next
 * answer is 410 again, the others were sent before. Each batch is a transaction: after a crash, resume once more.
 */
export async function resumeEndpoint(db: Database, scope: Scope, now: number): Promise<number> {
  await db.transact((tx) => {
    tx.wake('callback-endpoints')
    return clearHealth(tx, scope)
  })
  const others = await requeueParked(db, { scope, answeredGone: false }, () => now)
  return others + (await requeueParked(db, { scope, answeredGone: true }, (attempts) => now + attempts))
}

async function requeueParked(
  db: Database,
  filter: Pick<ParkedPage, 'scope' | 'answeredGone'>,
  dueAt: (attempts: number) => number,
): Promise<number> {
  let requeued = 0
  let after = 0
  for (;;) {
    const found = await db.transact(async (tx) => {
      const parked = await findParked(tx, { ...filter, after, limit: BATCH_SIZE })
      for (const { callbackId, attempts } of parked) {
        if (!(await unarchiveCallback(tx, callbackId))) continue
        await enqueue(tx, { dueAt: dueAt(attempts), callbackId, attempts, failures: 0 })
      }
      tx.wake('callbacks')
      return parked
    })
    requeued += found.length
    after = found.at(-1)?.callbackId ?? after
    if (found.length < BATCH_SIZE) return requeued
  }
}
