import { addObjectHeaders, type ObjectRecord } from '../../buckets/store.ts'
import type { StoredHeaders } from '../../buckets/tables.ts'
import type { Engine } from '../engine.ts'

/** Adds to the headers of an object. Nothing happens when it was replaced or deleted meanwhile. */
export function addHeaders(
  engine: Engine,
  { bucketId, key, blobId }: ObjectRecord,
  headers: StoredHeaders,
): Promise<void> {
  return engine.db.transact((tx) => addObjectHeaders(tx, bucketId, { key, blobId, headers }))
}
