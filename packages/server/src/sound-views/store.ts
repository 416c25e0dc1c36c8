import { sql } from 'kysely'
import type { JsonValue } from '../base/json.ts'
import type { Queryable, Transaction } from '../db/database.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { SoundViewFileRow } from './tables.ts'

export interface SoundViewFile {
  readonly name: SoundViewFileRow['name']
  readonly blob: {
    readonly id: string
    /** Bytes. */
    readonly size: number
    /** Unsigned decimal. */
    readonly crc64: string
  }
}

export interface SoundViewRecord {
  readonly id: string
  readonly sourceBlobId: string
  /** Of a difference: what is subtracted from the source. */
  readonly otherBlobId: string | undefined
  readonly details: JsonValue
  readonly files: readonly SoundViewFile[]
  /** ms since 1970 */
  readonly usedAt: number
}

export async function findSoundView(db: Queryable, id: string): Promise<SoundViewRecord | undefined> {
  const row = await db.selectFrom('sound_views').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const files = await db.selectFrom('sound_view_files').selectAll().where('view_id', '=', id).execute()
  return {
    id,
    sourceBlobId: row.source_blob_id,
    otherBlobId: row.other_blob_id ?? undefined,
    details: fromJsonText(row.details),
    files: files.map(({ name, blob_id, size, crc64 }) => ({ name, blob: { id: blob_id, size, crc64 } })),
    usedAt: row.used_at,
  }
}

/** Returns false if there is one already. */
export async function insertSoundView(tx: Transaction, view: SoundViewRecord): Promise<boolean> {
  const { id, sourceBlobId, otherBlobId, details, files, usedAt } = view
  const inserted = await tx
    .insertInto('sound_views')
    .values({
      id,
      source_blob_id: sourceBlobId,
      other_blob_id: otherBlobId ?? null,
      details: toJsonText(details),
      bytes: files.reduce((sum, { blob }) => sum + blob.size, 0),
      made_at: usedAt,
      used_at: usedAt,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return false
  const rows = files.map(({ name, blob }) => ({
    view_id: id,
    name,
    blob_id: blob.id,
    size: blob.size,
    crc64: blob.crc64,
  }))
  await tx.insertInto('sound_view_files').values(rows).execute()
  return true
}

export async function touchSoundView(tx: Transaction, id: string, now: number): Promise<void> {
  await tx.updateTable('sound_views').set({ used_at: now }).where('id', '=', id).execute()
}

/** Returns the ids of the blobs that were its files. */
export async function deleteSoundView(tx: Transaction, id: string): Promise<readonly string[]> {
  const files = await tx
    .deleteFrom('sound_view_files')
    .where('view_id', '=', id)
    .returning('blob_id')
    .execute()
  await tx.deleteFrom('sound_views').where('id', '=', id).execute()
  return files.map((file) => file.blob_id)
}

/** Returns up to `limit` views that were not used since, or one of whose sources no object has any more. */
export async function findStaleViews(
  db: Queryable,
  { usedBefore, limit }: { readonly usedBefore: number; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM sound_views
    WHERE used_at < ${usedBefore}
    OR NOT EXISTS (SELECT 1 FROM objects WHERE objects.blob_id = source_blob_id)
    OR (other_blob_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM objects WHERE objects.blob_id = other_blob_id))
    LIMIT ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** Bytes of the files of all views. */
export async function sumViewBytes(db: Queryable): Promise<number> {
  const { bytes } = await db
    .selectFrom('sound_views')
    .select(({ fn }) => fn.sum<number | null>('bytes').as('bytes'))
    .executeTakeFirstOrThrow()
  return bytes ?? 0
}

/** Returns views, the one that was not used for the longest time first. */
export async function listByUse(
  db: Queryable,
  limit: number,
): Promise<readonly { readonly id: string; readonly bytes: number }[]> {
  return db
    .selectFrom('sound_views')
    .select(['id', 'bytes'])
    .orderBy('used_at')
    .orderBy('id')
    .limit(limit)
    .execute()
}
