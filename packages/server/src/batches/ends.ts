import { sql } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import type { BatchCounts } from './store.ts'

export type Ended = Pick<BatchCounts, 'succeeded' | 'failed' | 'cancelled'>

/**
 * Takes the counts of jobs that ended since the last call: each end is counted once, in the transaction that commits.
 */
export async function takeEnds(tx: Transaction, batchId: string): Promise<Ended> {
  const rows = await tx
    .deleteFrom('batch_ends')
    .where('batch_id', '=', batchId)
    .returning('outcome')
    .execute()
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length
  return { succeeded: count('Success'), failed: count('Failed'), cancelled: count('Cancel') }
}

/** Returns the counts with the ends that were not taken yet. */
export async function withEnds<T extends Ended & { readonly batchId: string }>(
  db: Queryable,
  batches: readonly T[],
): Promise<readonly T[]> {
  if (batches.length === 0) return []
  const rows = await db
    .selectFrom('batch_ends')
    .select(['batch_id', 'outcome'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(
      'batch_id',
      'in',
      batches.map(({ batchId }) => batchId),
    )
    .groupBy(['batch_id', 'outcome'])
    .execute()
  return batches.map((batch) => {
    const count = (outcome: string): number =>
      rows.find((row) => row.batch_id === batch.batchId && row.outcome === outcome)?.count ?? 0
    return {
      ...batch,
      succeeded: batch.succeeded + count('Success'),
      failed: batch.failed + count('Failed'),
      cancelled: batch.cancelled + count('Cancel'),
    }
  })
}

/** Deletes the ends of batches that were deleted with their bucket. */
export async function forgetStrayEnds(tx: Transaction): Promise<void> {
  await sql`
    DELETE FROM batch_ends WHERE NOT EXISTS (
      SELECT 1 FROM batches WHERE batches.batch_id = batch_ends.batch_id
    )`.execute(tx)
}
