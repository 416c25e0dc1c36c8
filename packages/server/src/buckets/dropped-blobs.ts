import type { Transaction } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'

const upsert = prepared<{ blobId: string; now: number }, unknown>((db, bind) =>
  db
    .insertInto('dropped_blobs')
    .values({ blob_id: bind('blobId'), dropped_at: bind('now') })
    .onConflict((conflict) => conflict.column('blob_id').doUpdateSet({ dropped_at: bind('now') })),
)

/** Records that a row no longer refers to the blob: the sweep checks it when the grace period has passed. */
export async function dropBlob(tx: Transaction, blobId: string, now: number): Promise<void> {
  await upsert(tx, { blobId, now })
}

export async function forgetDroppedBlobs(tx: Transaction, blobIds: readonly string[]): Promise<void> {
  if (blobIds.length === 0) return
  await tx.deleteFrom('dropped_blobs').where('blob_id', 'in', blobIds).execute()
}
