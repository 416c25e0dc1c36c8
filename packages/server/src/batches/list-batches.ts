import type { Queryable } from '../db/database.ts'
import { toRecord, type BatchRecord } from './store.ts'
import type { BatchState, BatchType } from './tables.ts'

export interface BatchFilter {
  readonly bucketId: number
  readonly type?: BatchType | undefined
  readonly states?: readonly BatchState[] | undefined
  readonly workflowId?: string | undefined
  readonly batchId?: string | undefined
  readonly name?: string | undefined
  /** ms since 1970, both included */
  readonly createdFrom?: number | undefined
  readonly createdTo?: number | undefined
  readonly newestFirst: boolean
  readonly limit: number
  /** The seq of the last entry of the page before. */
  readonly after?: number | undefined
}

/** Returns batches in order of submission. */
export async function listBatches(db: Queryable, filter: BatchFilter): Promise<readonly BatchRecord[]> {
  const { type, states, workflowId, batchId, name, createdFrom, createdTo, after, newestFirst } = filter
  if (states?.length === 0) return []
  let query = db.selectFrom('batches').selectAll().where('bucket_id', '=', filter.bucketId)
  if (type !== undefined) query = query.where('type', '=', type)
  if (states) query = query.where('state', 'in', states)
  if (workflowId !== undefined) query = query.where('workflow_id', '=', workflowId)
  if (batchId !== undefined) query = query.where('batch_id', '=', batchId)
  if (name !== undefined) query = query.where('name', '=', name)
  if (createdFrom !== undefined) query = query.where('created_at', '>=', createdFrom)
  if (createdTo !== undefined) query = query.where('created_at', '<=', createdTo)
  if (after !== undefined) query = query.where('seq', newestFirst ? '<' : '>', after)
  const rows = await query
    .orderBy('seq', newestFirst ? 'desc' : 'asc')
    .limit(filter.limit)
    .execute()
  return rows.map(toRecord)
}

/** Returns the batches of `ids` that the bucket has, in no order. */
export async function findBatches(
  db: Queryable,
  bucketId: number,
  ids: readonly string[],
): Promise<readonly BatchRecord[]> {
  const rows = await db
    .selectFrom('batches')
    .selectAll()
    .where('batch_id', 'in', ids)
    .where('bucket_id', '=', bucketId)
    .execute()
  return rows.map(toRecord)
}
