import { runLoop } from '../../base/tasks/loop.ts'
import { sleep } from '../../base/tasks/wait.ts'
import {
  isBatchDue,
  releaseAllBatches,
  releaseBatch,
  renewBatchLease,
  takeBatch,
  type BatchRecord,
} from '../../batches/store.ts'
import type { Engine } from '../engine.ts'

/** How long one who advances a batch may be silent before another takes it over, in ms. */
export const BATCH_LEASE_MS = 10_000
/** Two renewals may be missed before a lease ends. */
const RENEW_MS = BATCH_LEASE_MS / 3

/** Leases the batch that is due longest, if any is: nobody else advances it for a while. */
export async function takeDueBatch(engine: Engine): Promise<BatchRecord | undefined> {
  const now = engine.clock.now()
  if (!(await isBatchDue(engine.db.reader, now))) return undefined
  const lease = { token: engine.ids.randomHex(16), now, until: now + BATCH_LEASE_MS }
  // Not durable: a lease that a power cut undoes is one that nobody has.
  return engine.db.transact((tx) => takeBatch(tx, lease), { durable: false })
}

/**
 * Keeps the lease of a batch while `work` goes on. What is compressed is read from its beginning, which may take longer
 * than a lease: two processes would take the batch from each other for ever.
 */
export async function keepBatch<T>(
  engine: Engine,
  { seq, leaseToken: token }: BatchRecord,
  work: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController()
  const { signal } = ended
  const renewing = runLoop('batch lease', engine.log, signal, async () => {
    await sleep(RENEW_MS, signal)
    if (signal.aborted || token === undefined) return
    const until = engine.clock.now() + BATCH_LEASE_MS
    await engine.db.transact((tx) => renewBatchLease(tx, { seq, token, until }), { durable: false })
  })
  try {
    return await work()
  } finally {
    ended.abort()
    await renewing
  }
}

/** Lets others have it at once. */
export async function handBackBatch(engine: Engine, { seq, leaseToken: token }: BatchRecord): Promise<void> {
  if (token === undefined) return
  await engine.db.transact((tx) => releaseBatch(tx, { seq, token, dueAt: engine.clock.now() }))
}

/** At a start: one process serves a database file, so the process that advanced batches is gone. */
export async function reclaimBatches(engine: Engine): Promise<void> {
  await engine.db.transact((tx) => releaseAllBatches(tx, engine.clock.now()))
}
