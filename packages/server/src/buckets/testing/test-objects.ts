import type { Database } from '../../db/database.ts'
import { toJsonText } from '../../db/json-text.ts'
import { insertBucket } from '../store.ts'
import type { StoredHeaders } from '../tables.ts'

const PAGE = 500

interface TestObject {
  readonly key: string
  readonly size: number
}

/** Creates a bucket with objects, or one of each size, without bytes, for tests. Returns its id. */
export async function fillBucket(
  db: Database,
  name: string,
  objects: readonly (number | TestObject)[],
): Promise<number> {
  return db.transact(async (tx) => {
    const bucket = await insertBucket(tx, { name, region: 'r', createdAt: 0 })
    if (!bucket) throw new Error(`${name} is there already`)
    const rows = objects.map((object, n) => ({
      ...(typeof object === 'number' ? { key: `${n}`, size: object } : object),
      bucket_id: bucket.id,
      blob_id: 'b'.repeat(32),
      etag: 'e'.repeat(32),
      crc64: '1',
      headers: toJsonText<StoredHeaders>({}),
      storage_class: 'STANDARD',
      modified_at: 0,
    }))
    for (let from = 0; from < rows.length; from += PAGE) {
      const page = rows.slice(from, from + PAGE)
      await tx.insertInto('objects').values(page).execute()
    }
    return bucket.id
  })
}
