import { sql } from 'kysely'
import type { Transaction } from '../db/database.ts'
import type { BatchCounts } from './store.ts'

export type EndCounts = Pick<BatchCounts, 'succeeded' | 'failed' | 'cancelled'>

/**
 * Takes the counts of jobs that ended since the last call: each end is counted once, in the transaction that commits.
 */
export async function takeEnds(tx: Transaction, batchId: string): Promise<EndCounts> {
  const rows = await tx
    .deleteFrom('batch_ends')
    .where('batch_id', '=', batchId)
    .returning('outcome')
    .execute()
  const count = (outcome: string): number => rows.filter((row) => row.outcome === outcome).length
  return { succeeded: count('Success'), failed: count('Failed'), cancelled: count('Cancel') }
}

const notTaken = (outcome: 'Success' | 'Failed' | 'Cancel') => sql`
  (SELECT count(*) FROM batch_ends e WHERE e.batch_id = t.batch_id AND e.outcome = ${sql.lit(outcome)})`

/**
 * Columns with the counts of a batch `t`, and of its ends that were not taken yet. Between two statements a worker may
 * take ends, and they would be missing in both.
 */
export const COUNTS_WITH_ENDS = sql`
  t.succeeded + ${notTaken('Success')} AS succeeded, t.failed + ${notTaken('Failed')} AS failed,
  t.cancelled + ${notTaken('Cancel')} AS cancelled`

/** Deletes the ends of batches that were deleted with their bucket. */
export async function forgetStrayEnds(tx: Transaction): Promise<void> {
  await sql`
    DELETE FROM batch_ends WHERE NOT EXISTS (
      SELECT 1 FROM batches WHERE batches.batch_id = batch_ends.batch_id
    )`.execute(tx)
}
