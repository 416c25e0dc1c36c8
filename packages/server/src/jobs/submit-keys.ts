import { sql, type Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { SubmitKeyRow } from './tables.ts'

export interface SubmitKey {
  readonly bucketId: number
  /** The client's Idempotency-Key. */
  readonly key: string
}

export interface StoredSubmit extends SubmitKey {
  /** Hash of the request. */
  readonly digest: string
  readonly jobIds: readonly string[]
  /** ms since 1970 */
  readonly createdAt: number
}

export async function findSubmit(
  db: Queryable,
  { bucketId, key }: SubmitKey,
): Promise<StoredSubmit | undefined> {
  const row = await db
    .selectFrom('submit_keys')
    .selectAll()
    .where('bucket_id', '=', bucketId)
    .where('key', '=', key)
    .executeTakeFirst()
  return row && toStoredSubmit(row)
}

export async function insertSubmit(tx: Transaction, submit: StoredSubmit): Promise<void> {
  await tx
    .insertInto('submit_keys')
    .values({
      bucket_id: submit.bucketId,
      key: submit.key,
      digest: submit.digest,
      job_ids: toJsonText(submit.jobIds),
      created_at: submit.createdAt,
    })
    .execute()
}

/** Deletes some that were created before `before` (ms since 1970); returns how many, 0 when none are left. */
export async function forgetSubmits(tx: Transaction, before: number, limit: number): Promise<number> {
  const { rows } = await sql`
    DELETE FROM submit_keys WHERE (bucket_id, key) IN (
      SELECT bucket_id, key FROM submit_keys WHERE created_at < ${before} ORDER BY created_at LIMIT ${limit})
    RETURNING key`.execute(tx)
  return rows.length
}

function toStoredSubmit(row: Selectable<SubmitKeyRow>): StoredSubmit {
  return {
    bucketId: row.bucket_id,
    key: row.key,
    digest: row.digest,
    jobIds: fromJsonText(row.job_ids),
    createdAt: row.created_at,
  }
}
