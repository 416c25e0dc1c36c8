import { sql } from 'kysely'
import { bucketHoldsAnything, deleteBucketRow, lockBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Engine } from '../engine.ts'

/** Deletes an empty bucket with its queues and the record of its finished jobs. Throws BucketNotEmpty. */
export async function deleteBucket(engine: Engine, bucket: BucketRecord): Promise<void> {
  await engine.db.transact(async (tx) => {
    // A transaction that adds to the bucket meanwhile is waited for, and seen.
    await lockBucket(tx, bucket.id)
    if (await bucketHoldsAnything(tx, bucket.id)) {
      throw new ProtocolError('BucketNotEmpty', 'The bucket still holds objects or uploads in progress.')
    }
    // A submitted job was promised a callback: it must not vanish with its bucket.
    if (await hasOpenJobs(tx, bucket.id)) {
      throw new ProtocolError('BucketNotEmpty', 'Jobs of the bucket are still waiting or running.')
    }
    await deleteBucketRow(tx, bucket.id)
    tx.wake('buckets')
  })
}

async function hasOpenJobs(tx: Transaction, bucketId: number): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM jobs
    WHERE bucket_id = ${bucketId} AND state IN ('Submitted', 'Running') LIMIT 1`.execute(tx)
  return rows.length > 0
}
