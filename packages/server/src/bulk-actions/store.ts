import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forUpdate } from '../db/dialect.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { BulkActionRow, BulkSelection, BulkState, BulkVerb } from './tables.ts'

export interface BulkAction {
  readonly id: number
  readonly action: BulkVerb
  readonly selection: BulkSelection
  readonly ratePerSecond: number | undefined
  readonly state: BulkState
  readonly matched: number
  readonly cursor: number | undefined
  readonly done: number
  readonly skipped: number
  readonly message: string | null
  /** Ms since 1970. */
  readonly dueAt: number
  readonly createdAt: number
  readonly endedAt: number | null
}

export type NewBulkAction = Pick<
  BulkAction,
  'action' | 'selection' | 'ratePerSecond' | 'matched' | 'createdAt'
>

export async function insertBulkAction(tx: Transaction, action: NewBulkAction): Promise<BulkAction> {
  const row = await tx
    .insertInto('bulk_actions')
    .values({
      action: action.action,
      selection: toJsonText(action.selection),
      rate_per_second: action.ratePerSecond ?? null,
      state: 'Running',
      matched: action.matched,
      due_at: action.createdAt,
      created_at: action.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  tx.wake('bulk-actions')
  return toBulkAction(row)
}

export async function countRunning(db: Queryable): Promise<number> {
  const { count } = await db
    .selectFrom('bulk_actions')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', 'Running')
    .executeTakeFirstOrThrow()
  return count
}

/** The one whose turn is next. */
export async function findNextBulkAction(db: Queryable): Promise<BulkAction | undefined> {
  const row = await db
    .selectFrom('bulk_actions')
    .selectAll()
    .where('state', '=', 'Running')
    .orderBy('due_at')
    .limit(1)
    .executeTakeFirst()
  return row && toBulkAction(row)
}

/** Locks it until the transaction ends. */
export async function lockBulkAction(tx: Transaction, id: number): Promise<BulkAction | undefined> {
  const row = await forUpdate(
    tx,
    tx.selectFrom('bulk_actions').selectAll().where('id', '=', id),
  ).executeTakeFirst()
  return row && toBulkAction(row)
}

/** The newest first. */
export async function listBulkActions(db: Queryable, limit: number): Promise<readonly BulkAction[]> {
  const rows = await db.selectFrom('bulk_actions').selectAll().orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toBulkAction)
}

export async function findBulkAction(db: Queryable, id: number): Promise<BulkAction | undefined> {
  const row = await db.selectFrom('bulk_actions').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toBulkAction(row)
}

export type BulkProgress = Pick<
  BulkAction,
  'id' | 'state' | 'cursor' | 'done' | 'skipped' | 'message' | 'dueAt' | 'endedAt'
>

export async function saveBulkProgress(tx: Transaction, progress: BulkProgress): Promise<void> {
  await tx
    .updateTable('bulk_actions')
    .set({
      state: progress.state,
      cursor: progress.cursor ?? null,
      done: progress.done,
      skipped: progress.skipped,
      message: progress.message,
      due_at: progress.dueAt,
      ended_at: progress.endedAt,
    })
    .where('id', '=', progress.id)
    .execute()
}

/** Of those that ended, the newest `keep` stay. */
export async function forgetBulkActions(tx: Transaction, keep: number): Promise<void> {
  const oldest = await tx
    .selectFrom('bulk_actions')
    .select('id')
    .where('state', '<>', 'Running')
    .orderBy('id', 'desc')
    .offset(keep)
    .limit(1)
    .executeTakeFirst()
  if (!oldest) return
  await tx.deleteFrom('bulk_actions').where('state', '<>', 'Running').where('id', '<=', oldest.id).execute()
}

function toBulkAction(row: Selectable<BulkActionRow>): BulkAction {
  return {
    id: row.id,
    action: row.action,
    selection: fromJsonText(row.selection),
    ratePerSecond: row.rate_per_second ?? undefined,
    state: row.state,
    matched: row.matched,
    cursor: row.cursor ?? undefined,
    done: row.done,
    skipped: row.skipped,
    message: row.message,
    dueAt: row.due_at,
    createdAt: row.created_at,
    endedAt: row.ended_at,
  }
}
