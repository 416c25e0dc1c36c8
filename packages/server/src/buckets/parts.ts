import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { PartRow } from './tables.ts'

export interface PartRecord {
  readonly upload: number
  readonly number: number
  readonly blobId: string
  /** Bytes. */
  readonly size: number
  /** Without quotes: the MD5 of the part in hex. */
  readonly etag: string
  readonly crc64: string
  /** ms since 1970 */
  readonly modifiedAt: number
}

const selectPart = prepared<{ upload: number; number: number }, Selectable<PartRow>>((db, bind) =>
  db
    .selectFrom('parts')
    .selectAll()
    .where('upload', '=', bind('upload'))
    .where('number', '=', bind('number')),
)

export async function findPart(
  db: Queryable,
  upload: number,
  number: number,
): Promise<PartRecord | undefined> {
  const row = (await selectPart(db, { upload, number })).at(0)
  return row && toPart(row)
}

const upsert = prepared<Selectable<PartRow>, unknown>((db, bind) =>
  db
    .insertInto('parts')
    .values({
      upload: bind('upload'),
      number: bind('number'),
      blob_id: bind('blob_id'),
      size: bind('size'),
      etag: bind('etag'),
      crc64: bind('crc64'),
      modified_at: bind('modified_at'),
    })
    .onConflict((conflict) =>
      conflict.columns(['upload', 'number']).doUpdateSet((row) => ({
        blob_id: row.ref('excluded.blob_id'),
        size: row.ref('excluded.size'),
        etag: row.ref('excluded.etag'),
        crc64: row.ref('excluded.crc64'),
        modified_at: row.ref('excluded.modified_at'),
      })),
    ),
)

/** Writes the row, over an older one of the same number. */
export async function upsertPart(tx: Transaction, part: PartRecord): Promise<void> {
  await upsert(tx, {
    upload: part.upload,
    number: part.number,
    blob_id: part.blobId,
    size: part.size,
    etag: part.etag,
    crc64: part.crc64,
    modified_at: part.modifiedAt,
  })
}

/** Returns parts with a number above `after`, in order. */
export async function listParts(
  db: Queryable,
  upload: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly PartRecord[]> {
  const rows = await db
    .selectFrom('parts')
    .selectAll()
    .where('upload', '=', upload)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute()
  return rows.map(toPart)
}

/** Records that the parts no longer refer to their blobs, before the rows are deleted. */
export async function dropPartBlobs(tx: Transaction, upload: number, now: number): Promise<void> {
  await tx
    .insertInto('dropped_blobs')
    .columns(['blob_id', 'dropped_at'])
    .expression((build) =>
      build
        .selectFrom('parts')
        .select((column) => ['blob_id', column.val(now).as('dropped_at')])
        .where('upload', '=', upload),
    )
    .onConflict((conflict) => conflict.column('blob_id').doUpdateSet({ dropped_at: now }))
    .execute()
}

function toPart(row: Selectable<PartRow>): PartRecord {
  return {
    upload: row.upload,
    number: row.number,
    blobId: row.blob_id,
    size: row.size,
    etag: row.etag,
    crc64: row.crc64,
    modifiedAt: row.modified_at,
  }
}
