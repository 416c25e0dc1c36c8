import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forShare, forUpdate, forUpdateOfFree } from '../db/dialect.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import { prepared } from '../db/prepared.ts'
import type { StoredHeaders, UploadRow } from './tables.ts'

export interface UploadRecord {
  readonly id: number
  readonly uploadId: string
  readonly bucketId: number
  readonly key: string
  readonly headers: StoredHeaders
  readonly storageClass: string
  /** ms since 1970 */
  readonly initiatedAt: number
}

export async function insertUpload(tx: Transaction, upload: Omit<UploadRecord, 'id'>): Promise<void> {
  await tx
    .insertInto('uploads')
    .values({
      upload_id: upload.uploadId,
      bucket_id: upload.bucketId,
      key: upload.key,
      headers: toJsonText(upload.headers),
      storage_class: upload.storageClass,
      initiated_at: upload.initiatedAt,
    })
    .execute()
}

/** Identifies an upload: its id alone would let one bucket's client reach another's. */
export interface UploadName {
  readonly bucketId: number
  readonly key: string
  readonly uploadId: string
}

/** `hold` adds the lock to the query. */
function uploadByName(hold: typeof forUpdate) {
  const select = prepared<UploadName, Selectable<UploadRow>>((db, bind) =>
    hold(
      db,
      db
        .selectFrom('uploads')
        .selectAll()
        .where('upload_id', '=', bind('uploadId'))
        .where('bucket_id', '=', bind('bucketId'))
        .where('key', '=', bind('key')),
    ),
  )
  return async (db: Queryable, name: UploadName): Promise<UploadRecord | undefined> => {
    const row = (await select(db, { ...name })).at(0)
    return row && toUpload(row)
  }
}

export const findUpload = uploadByName((_, query) => query)

/** Prevents the end of the upload until the transaction ends. */
export const keepUpload = uploadByName(forShare)

/** Locks the upload, also against new parts, until the transaction ends. */
export const lockUpload = uploadByName(forUpdate)

export async function deleteUploadRow(tx: Transaction, id: number): Promise<void> {
  await tx.deleteFrom('uploads').where('id', '=', id).execute()
}

/** Locks uploads that began before `before`, oldest first, like `lockUpload`; skips those that others have locked. */
export async function lockUploadsBefore(
  tx: Transaction,
  { before, limit }: { readonly before: number; readonly limit: number },
): Promise<readonly UploadRecord[]> {
  const old = tx
    .selectFrom('uploads')
    .selectAll()
    .where('initiated_at', '<', before)
    .orderBy('initiated_at')
    .limit(limit)
  return (await forUpdateOfFree(tx, old).execute()).map(toUpload)
}

export function toUpload(row: Selectable<UploadRow>): UploadRecord {
  return {
    id: row.id,
    uploadId: row.upload_id,
    bucketId: row.bucket_id,
    key: row.key,
    headers: fromJsonText(row.headers),
    storageClass: row.storage_class,
    initiatedAt: row.initiated_at,
  }
}
