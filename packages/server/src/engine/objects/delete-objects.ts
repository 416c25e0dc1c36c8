import { dropBlob } from '../../buckets/dropped-blobs.ts'
import { deleteObjectRow } from '../../buckets/store.ts'
import type { Engine } from '../engine.ts'

/** Deletes the objects with these keys, all or none; keys without an object are passed over. */
export async function deleteObjects(
  engine: Engine,
  { bucketId, keys }: { readonly bucketId: number; readonly keys: readonly string[] },
): Promise<void> {
  const now = engine.clock.now()
  await engine.db.transact(async (tx) => {
    for (const key of keys) {
      const blobId = await deleteObjectRow(tx, bucketId, key)
      if (blobId !== undefined) await dropBlob(tx, blobId, now)
    }
  })
}
