import { sql, type Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forUpdate, forUpdateOfFree } from '../db/dialect.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { BatchCursor, BatchPlan, SentRequest } from './plan.ts'
import type { BatchPhase, BatchRow, BatchState, BatchType } from './tables.ts'

/** Counts of objects, and of their jobs or runs. */
export interface BatchCounts {
  readonly seen: number
  readonly refused: number
  readonly submitted: number
  readonly succeeded: number
  readonly failed: number
  readonly cancelled: number
}

export interface BatchRecord extends BatchCounts {
  readonly seq: number
  readonly batchId: string
  readonly bucketId: number
  readonly type: BatchType
  readonly name: string
  readonly workflowId: string | undefined
  readonly state: BatchState
  readonly phase: BatchPhase
  readonly request: SentRequest
  readonly plan: BatchPlan
  readonly cursor: BatchCursor
  readonly code: string | undefined
  readonly message: string | undefined
  readonly leaseToken: string | undefined
  /** ms since 1970 */
  readonly createdAt: number
  readonly endedAt: number | undefined
}

export type NewBatch = Pick<
  BatchRecord,
  'batchId' | 'bucketId' | 'type' | 'name' | 'workflowId' | 'request' | 'plan' | 'createdAt'
>

/** Inserts a batch that is Running, and due at once. */
export async function insertBatch(tx: Transaction, batch: NewBatch): Promise<BatchRecord> {
  const row = await tx
    .insertInto('batches')
    .values({
      batch_id: batch.batchId,
      bucket_id: batch.bucketId,
      type: batch.type,
      name: batch.name,
      workflow_id: batch.workflowId ?? null,
      state: 'Running',
      phase: 'Listing',
      request: toJsonText(batch.request),
      plan: toJsonText(batch.plan),
      cursor: toJsonText({}),
      due_at: batch.createdAt,
      created_at: batch.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toRecord(row)
}

const isOpen = sql<boolean>`phase <> 'Done'`

export async function countOpenBatches(db: Queryable, bucketId: number): Promise<number> {
  const { count } = await db
    .selectFrom('batches')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(isOpen)
    .where('bucket_id', '=', bucketId)
    .executeTakeFirstOrThrow()
  return count
}

/** Whether a batch is due: reads only. */
export async function isBatchDue(db: Queryable, now: number): Promise<boolean> {
  const found = await db
    .selectFrom('batches')
    .select('seq')
    .where(isOpen)
    .where('due_at', '<=', now)
    .limit(1)
    .execute()
  return found.length > 0
}

export interface BatchLease {
  readonly token: string
  /** ms since 1970 */
  readonly now: number
  readonly until: number
}

/** Takes the batch that has been due longest, with a lease until `until`. */
export async function takeBatch(
  tx: Transaction,
  { token, now, until }: BatchLease,
): Promise<BatchRecord | undefined> {
  const due = tx
    .selectFrom('batches')
    .select('seq')
    .where(isOpen)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(1)
  const free = await forUpdateOfFree(tx, due).executeTakeFirst()
  if (!free) return undefined
  const row = await tx
    .updateTable('batches')
    .set({ lease_token: token, due_at: until })
    .where('seq', '=', free.seq)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toRecord(row)
}

/** Locks the batch until the transaction ends. Returns `undefined` if the lease is not held any more. */
export async function lockLeased(
  tx: Transaction,
  seq: number,
  token: string,
): Promise<BatchRecord | undefined> {
  const query = tx.selectFrom('batches').selectAll().where('seq', '=', seq).where('lease_token', '=', token)
  const row = await forUpdate(tx, query).executeTakeFirst()
  return row && toRecord(row)
}

export interface BatchName {
  readonly bucketId: number
  readonly batchId: string
}

/** Locks the batch until the transaction ends. */
export async function lockBatch(tx: Transaction, name: BatchName): Promise<BatchRecord | undefined> {
  const query = tx
    .selectFrom('batches')
    .selectAll()
    .where('batch_id', '=', name.batchId)
    .where('bucket_id', '=', name.bucketId)
  const row = await forUpdate(tx, query).executeTakeFirst()
  return row && toRecord(row)
}

export type BatchChange = BatchCounts &
  Pick<BatchRecord, 'seq' | 'state' | 'phase' | 'cursor' | 'code' | 'message' | 'endedAt' | 'leaseToken'> & {
    /** ms since 1970 */
    readonly dueAt: number
  }

/** Saves the state of a locked batch. */
export async function saveBatch(tx: Transaction, batch: BatchChange): Promise<void> {
  await tx
    .updateTable('batches')
    .set({
      state: batch.state,
      phase: batch.phase,
      cursor: toJsonText(batch.cursor),
      seen: batch.seen,
      refused: batch.refused,
      submitted: batch.submitted,
      succeeded: batch.succeeded,
      failed: batch.failed,
      cancelled: batch.cancelled,
      code: batch.code ?? null,
      message: batch.message ?? null,
      ended_at: batch.endedAt ?? null,
      due_at: batch.dueAt,
      lease_token: batch.leaseToken ?? null,
    })
    .where('seq', '=', batch.seq)
    .execute()
}

/** Extends a lease to `until` (ms since 1970); does nothing if it was lost. */
export async function renewBatchLease(
  tx: Transaction,
  { seq, token, until }: { readonly seq: number; readonly token: string; readonly until: number },
): Promise<void> {
  await updateLeased(tx, { seq, token }).set({ due_at: until }).execute()
}

/** Releases the lease, so that the batch is due at `dueAt` (ms since 1970); does nothing if it was lost. */
export async function releaseBatch(
  tx: Transaction,
  { seq, token, dueAt }: { readonly seq: number; readonly token: string; readonly dueAt: number },
): Promise<void> {
  await updateLeased(tx, { seq, token }).set({ due_at: dueAt, lease_token: null }).execute()
}

function updateLeased(tx: Transaction, { seq, token }: { readonly seq: number; readonly token: string }) {
  return tx.updateTable('batches').where('seq', '=', seq).where('lease_token', '=', token)
}

/** Makes every open batch due, at a start: the holders of leases are gone. */
export async function releaseAllBatches(tx: Transaction, now: number): Promise<void> {
  await tx.updateTable('batches').set({ due_at: now, lease_token: null }).where(isOpen).execute()
}

/** Deletes at most `limit` batches that ended before `before` (ms since 1970); returns how many. */
export async function pruneBatches(tx: Transaction, before: number, limit: number): Promise<number> {
  const old = tx
    .selectFrom('batches')
    .select('seq')
    .where(sql<boolean>`phase = 'Done'`)
    .where('ended_at', '<', before)
    .orderBy('ended_at')
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('batches').where('seq', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

export function toRecord(row: Selectable<BatchRow>): BatchRecord {
  return {
    seq: row.seq,
    batchId: row.batch_id,
    bucketId: row.bucket_id,
    type: row.type,
    name: row.name,
    workflowId: row.workflow_id ?? undefined,
    state: row.state,
    phase: row.phase,
    request: fromJsonText(row.request),
    plan: fromJsonText(row.plan),
    cursor: fromJsonText(row.cursor),
    seen: row.seen,
    refused: row.refused,
    submitted: row.submitted,
    succeeded: row.succeeded,
    failed: row.failed,
    cancelled: row.cancelled,
    code: row.code ?? undefined,
    message: row.message ?? undefined,
    leaseToken: row.lease_token ?? undefined,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
  }
}
