import { isBatchDue, releaseAllBatches, releaseBatch, takeBatch, type BatchRecord } from '../batches/store.ts'
import { BATCH_LEASE_MS } from './advance-batch.ts'
import type { Engine } from './engine.ts'

/** Leases the batch that is due longest, if any is: nobody else advances it for a while. */
export async function takeDueBatch(engine: Engine): Promise<BatchRecord | undefined> {
  const now = engine.clock.now()
  if (!(await isBatchDue(engine.db.reader, now))) return undefined
  const lease = { token: engine.ids.randomHex(16), now, until: now + BATCH_LEASE_MS }
  // Not durable: a lease that a power cut undoes is one that nobody has.
  return engine.db.transact((tx) => takeBatch(tx, lease), { durable: false })
}

/** Lets others have it at once. */
export async function handBackBatch(engine: Engine, { seq, leaseToken: token }: BatchRecord): Promise<void> {
  if (token === undefined) return
  await engine.db.transact((tx) => releaseBatch(tx, { seq, token, dueAt: engine.clock.now() }))
}

/** At a start: one process serves a database file, so whoever advanced batches is gone. */
export async function reclaimBatches(engine: Engine): Promise<void> {
  await engine.db.transact((tx) => releaseAllBatches(tx, engine.clock.now()))
}
