import { dropBlob } from '../../buckets/dropped-blobs.ts'
import { deleteObjectRow } from '../../buckets/store.ts'
import type { Engine } from '../engine.ts'

/**
 * Deletes the objects with these keys, all or none; keys without an object are passed over. Returns how many there
 * were.
 */
export async function deleteObjects(
  engine: Engine,
  { bucketId, keys }: { readonly bucketId: number; readonly keys: readonly string[] },
): Promise<number> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    let deleted = 0
    for (const key of keys) {
      const blobId = await deleteObjectRow(tx, bucketId, key)
      if (blobId === undefined) continue
      deleted += 1
      await dropBlob(tx, blobId, now)
    }
    return deleted
  })
}
