import { sql } from 'kysely'
import { lockBatch, saveBatch, type BatchName, type BatchRecord } from '../../batches/store.ts'
import { forUpdateOfFree } from '../../db/dialect.ts'
import { cancelJobs } from '../../jobs/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { cancelRun } from '../workflows/cancel-run.ts'
import type { JobEngine } from '../engine.ts'

/** Bounds one transaction. */
const JOBS_AT_ONCE = 250
/** Each is a transaction of its own; those that wait together share a commit. */
const RUNS_AT_ONCE = 50

type Cancelling = Pick<JobEngine, 'db' | 'clock' | 'cancelRunning'>

/**
 * Ends a batch: no further object becomes a job, waiting jobs and runs are cancelled, and no callback is sent, as with a
 * cancelled job. Running jobs finish, or are cancelled as well where the settings allow that. Throws
 * ResourceNotFound, and InvalidArgument for a batch that has ended.
 */
export async function cancelBatch(engine: Cancelling, name: BatchName): Promise<void> {
  const { batchId } = name
  const batch = await engine.db.transact(async (tx) => {
    const found = await lockBatch(tx, name)
    if (!found) throw new ProtocolError('ResourceNotFound', `The bucket has no batch ${batchId}.`)
    if (found.state !== 'Running')
      throw new ProtocolError('InvalidArgument', `The batch ${batchId} has ended: ${found.state}.`)
    const now = engine.clock.now()
    // A worker that advances it has lost the lease, so that nothing is submitted after this.
    const cancelled = { ...found, state: 'Cancel', phase: 'Cancelling', endedAt: now } as const
    await saveBatch(tx, { ...cancelled, leaseToken: undefined, dueAt: now })
    return cancelled
  })
  await cancelOpenOfBatch(engine, batch)
}

/** Cancels what a batch has waiting; done again it finds nothing more. */
export async function cancelOpenOfBatch(engine: Cancelling, batch: BatchRecord): Promise<void> {
  if (batch.type === 'Workflow') await cancelRuns(engine, batch)
  else await cancelOpenJobs(engine, batch)
}

async function cancelOpenJobs(engine: Cancelling, { batchId }: BatchRecord): Promise<void> {
  const states = engine.cancelRunning ? (['Submitted', 'Running'] as const) : (['Submitted'] as const)
  for (const state of states) {
    // A literal: a bound value would keep the planner from the partial indexes.
    const isInState = sql<boolean>`state = ${sql.lit(state)}`
    let cancelled = JOBS_AT_ONCE
    while (cancelled === JOBS_AT_ONCE) {
      cancelled = await engine.db.transact(async (tx) => {
        // One that another transaction holds is being claimed, or cancelled: it is found again, or ends by itself.
        const open = tx
          .selectFrom('jobs')
          .select('seq')
          .where(isInState)
          .where('batch_id', '=', batchId)
          .limit(JOBS_AT_ONCE)
        const rows = await forUpdateOfFree(tx, open).execute()
        if (rows.length === 0) return 0
        const seqs = rows.map(({ seq }) => seq)
        await cancelJobs(tx, seqs, engine.clock.now())
        // What ended is counted by the worker that advances the batch.
        tx.wake('batches')
        return rows.length
      })
    }
  }
}

async function cancelRuns(engine: Cancelling, { batchId, bucketId }: BatchRecord): Promise<void> {
  const open = await engine.db.reader
    .selectFrom('executions')
    .select('run_id')
    .where('batch_id', '=', batchId)
    .where('state', '=', 'Running')
    .execute()
  for (let at = 0; at < open.length; at += RUNS_AT_ONCE) {
    const runs = open.slice(at, at + RUNS_AT_ONCE)
    await Promise.all(runs.map(({ run_id: runId }) => cancelOne(engine, bucketId, runId)))
  }
}

async function cancelOne(engine: Cancelling, bucketId: number, runId: string): Promise<void> {
  try {
    await cancelRun(engine, bucketId, runId)
  } catch (error) {
    // It ended meanwhile.
    if (!(error instanceof ProtocolError)) throw error
  }
}
