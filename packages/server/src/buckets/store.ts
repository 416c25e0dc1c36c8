import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forShare, forUpdate } from '../db/dialect.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import { prepared } from '../db/prepared.ts'
import { listKeys, type KeySpan, type Listing, type ListingQuery } from './listing.ts'
import type { BucketRow, ObjectRow, StoredHeaders } from './tables.ts'

export interface BucketRecord {
  readonly id: number
  readonly name: string
  readonly region: string
  /** ms since 1970 */
  readonly createdAt: number
}

export interface ObjectRecord {
  readonly bucketId: number
  readonly key: string
  readonly blobId: string
  /** Bytes. */
  readonly size: number
  /** Without quotes. */
  readonly etag: string
  /** Unsigned decimal. */
  readonly crc64: string
  readonly headers: StoredHeaders
  readonly storageClass: string
  /** ms since 1970 */
  readonly modifiedAt: number
}

const selectBucket = prepared<{ name: string }, Selectable<BucketRow>>((db, bind) =>
  db.selectFrom('buckets').selectAll().where('name', '=', bind('name')),
)

export async function findBucket(db: Queryable, name: string): Promise<BucketRecord | undefined> {
  const row = (await selectBucket(db, { name })).at(0)
  return row && toBucket(row)
}

export async function countBuckets(db: Queryable): Promise<number> {
  const { count } = await db
    .selectFrom('buckets')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

const selectBucketById = prepared<{ id: number }, Selectable<BucketRow>>((db, bind) =>
  db.selectFrom('buckets').selectAll().where('id', '=', bind('id')),
)

export async function findBucketById(db: Queryable, id: number): Promise<BucketRecord | undefined> {
  const row = (await selectBucketById(db, { id })).at(0)
  return row && toBucket(row)
}

/** Returns a bucket that some row refers to, so that it must exist. */
export async function readBucket(db: Queryable, id: number): Promise<BucketRecord> {
  const bucket = await findBucketById(db, id)
  if (!bucket) throw new Error(`the bucket ${id} is missing`)
  return bucket
}

const shareBucketRow = prepared<{ id: number }, { id: number }>((db, bind) =>
  forShare(db, db.selectFrom('buckets').select('id').where('id', '=', bind('id'))),
)

/** Prevents deletion of the bucket until the transaction ends. Returns false if it does not exist. */
export async function keepBucket(tx: Transaction, id: number): Promise<boolean> {
  return (await shareBucketRow(tx, { id })).length > 0
}

/** Prevents writes to the bucket until the transaction ends. */
export async function lockBucket(tx: Transaction, id: number): Promise<void> {
  await forUpdate(tx, tx.selectFrom('buckets').select('id').where('id', '=', id)).execute()
}

export async function listBuckets(db: Queryable): Promise<readonly BucketRecord[]> {
  const rows = await db.selectFrom('buckets').selectAll().orderBy('name').execute()
  return rows.map(toBucket)
}

/** Returns `undefined` if the name is taken. */
export async function insertBucket(
  tx: Transaction,
  bucket: Omit<BucketRecord, 'id'>,
): Promise<BucketRecord | undefined> {
  const row = await tx
    .insertInto('buckets')
    .values({ name: bucket.name, region: bucket.region, created_at: bucket.createdAt })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toBucket(row)
}

/** Its queues and jobs are deleted with it; it must have no objects and uploads. */
export async function deleteBucketRow(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('buckets').where('id', '=', id).execute()
}

export async function bucketHoldsAnything(db: Queryable, bucketId: number): Promise<boolean> {
  const found = await db
    .selectFrom('objects')
    .select('bucket_id')
    .where('bucket_id', '=', bucketId)
    .unionAll(db.selectFrom('uploads').select('bucket_id').where('bucket_id', '=', bucketId))
    .limit(1)
    .execute()
  return found.length > 0
}

const selectObject = prepared<{ bucketId: number; key: string }, Selectable<ObjectRow>>((db, bind) =>
  db
    .selectFrom('objects')
    .selectAll()
    .where('bucket_id', '=', bind('bucketId'))
    .where('key', '=', bind('key')),
)

export async function findObject(
  db: Queryable,
  bucketId: number,
  key: string,
): Promise<ObjectRecord | undefined> {
  const row = (await selectObject(db, { bucketId, key })).at(0)
  return row && toObject(row)
}

const selectSpan = prepared<KeySpan & { bucketId: number }, Selectable<ObjectRow>>((db, bind) =>
  db
    .selectFrom('objects')
    .selectAll()
    .where('bucket_id', '=', bind('bucketId'))
    .where('key', '>=', bind('from'))
    .where('key', '<', bind('before'))
    .orderBy('key')
    .limit(bind('limit')),
)

export function listObjects(
  db: Queryable,
  bucketId: number,
  query: ListingQuery,
): Promise<Listing<ObjectRecord>> {
  return listKeys(query, async (span) => (await selectSpan(db, { ...span, bucketId })).map(toObject))
}

const upsert = prepared<Selectable<ObjectRow>, unknown>((db, bind) =>
  db
    .insertInto('objects')
    .values({
      bucket_id: bind('bucket_id'),
      key: bind('key'),
      blob_id: bind('blob_id'),
      size: bind('size'),
      etag: bind('etag'),
      crc64: bind('crc64'),
      headers: bind('headers'),
      storage_class: bind('storage_class'),
      modified_at: bind('modified_at'),
    })
    .onConflict((conflict) =>
      conflict.columns(['bucket_id', 'key']).doUpdateSet((row) => ({
        blob_id: row.ref('excluded.blob_id'),
        size: row.ref('excluded.size'),
        etag: row.ref('excluded.etag'),
        crc64: row.ref('excluded.crc64'),
        headers: row.ref('excluded.headers'),
        storage_class: row.ref('excluded.storage_class'),
        modified_at: row.ref('excluded.modified_at'),
      })),
    ),
)

/** Writes the row, over an older one of the same key. */
export async function upsertObject(tx: Transaction, object: ObjectRecord): Promise<void> {
  await upsert(tx, {
    bucket_id: object.bucketId,
    key: object.key,
    blob_id: object.blobId,
    size: object.size,
    etag: object.etag,
    crc64: object.crc64,
    headers: toJsonText(object.headers),
    storage_class: object.storageClass,
    modified_at: object.modifiedAt,
  })
}

/** Returns the blob that the row refers to. */
export function blobOf({ blobId: id, size, crc64 }: Pick<ObjectRecord, 'blobId' | 'size' | 'crc64'>) {
  return { id, size, crc64 }
}

export interface AddedHeaders {
  readonly key: string
  /** The object must still have these bytes. */
  readonly blobId: string
  readonly headers: StoredHeaders
}

/** Adds to the headers of an object. Does nothing if it was replaced or deleted. */
export async function addObjectHeaders(
  tx: Transaction,
  bucketId: number,
  { key, blobId, headers }: AddedHeaders,
): Promise<void> {
  const query = tx
    .selectFrom('objects')
    .selectAll()
    .where('bucket_id', '=', bucketId)
    .where('key', '=', key)
    .where('blob_id', '=', blobId)
  const row = await forUpdate(tx, query).executeTakeFirst()
  if (row) await upsertObject(tx, { ...toObject(row), headers: { ...fromJsonText(row.headers), ...headers } })
}

const removeObject = prepared<{ bucketId: number; key: string }, { blob_id: string }>((db, bind) =>
  db
    .deleteFrom('objects')
    .where('bucket_id', '=', bind('bucketId'))
    .where('key', '=', bind('key'))
    .returning('blob_id'),
)

/** Returns the id of the blob that the row referred to; `undefined` if there was no such object. */
export async function deleteObjectRow(
  tx: Transaction,
  bucketId: number,
  key: string,
): Promise<string | undefined> {
  return (await removeObject(tx, { bucketId, key })).at(0)?.blob_id
}

function toObject(row: Selectable<ObjectRow>): ObjectRecord {
  return {
    bucketId: row.bucket_id,
    key: row.key,
    blobId: row.blob_id,
    size: row.size,
    etag: row.etag,
    crc64: row.crc64,
    headers: fromJsonText(row.headers),
    storageClass: row.storage_class,
    modifiedAt: row.modified_at,
  }
}

function toBucket(row: Selectable<BucketRow>): BucketRecord {
  return { id: row.id, name: row.name, region: row.region, createdAt: row.created_at }
}
