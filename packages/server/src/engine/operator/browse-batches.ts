import { sql } from 'kysely'
import { COUNTS_WITH_ENDS } from '../../batches/ends.ts'
import type { BatchCounts } from '../../batches/store.ts'
import type { BatchCursor, BatchPlan, SentRequest } from '../../batches/plan.ts'
import type { BatchPhase, BatchRow, BatchState, BatchType } from '../../batches/tables.ts'
import type { Queryable } from '../../db/database.ts'
import { fromJsonText } from '../../db/json-text.ts'

export interface BrowsedBatch extends BatchCounts {
  /** The order of submission. */
  readonly sequence: number
  /** As clients name it. */
  readonly batchId: string
  readonly bucketId: number
  readonly bucket: string
  readonly type: BatchType
  readonly name: string
  readonly workflowId: string | null
  readonly state: BatchState
  readonly code: string | null
  readonly message: string | null
  /** ms since 1970 */
  readonly createdAt: number
  readonly endedAt: number | null
}

/** What is read of one batch alone. */
export interface BrowsedBatchDetail extends BrowsedBatch {
  readonly phase: BatchPhase
  readonly request: SentRequest
  readonly plan: BatchPlan
  readonly cursor: BatchCursor
}

export interface BatchesBrowsed {
  readonly bucket?: string | undefined
  readonly state?: BatchState | undefined
  /** The sequence of the last batch already seen. */
  readonly before?: number | undefined
  readonly limit: number
}

const COLUMNS = sql`
  t.seq AS sequence, t.batch_id AS "batchId", t.bucket_id AS "bucketId", b.name AS bucket, t.type, t.name,
    t.workflow_id AS "workflowId", t.state, t.code, t.message, t.seen, t.refused, t.submitted, ${COUNTS_WITH_ENDS},
    t.created_at AS "createdAt", t.ended_at AS "endedAt"`
const FROM = sql`FROM batches t, buckets b WHERE b.id = t.bucket_id`

/** Batches of all buckets, the newest first; `next` is where to go on. */
export async function browseBatches(
  db: Queryable,
  { bucket, state, before, limit }: BatchesBrowsed,
): Promise<{ readonly batches: readonly BrowsedBatch[]; readonly next: number | undefined }> {
  const conditions = [
    sql`TRUE`,
    ...(bucket === undefined ? [] : [sql`b.name = ${bucket}`]),
    ...(state === undefined ? [] : [sql`t.state = ${state}`]),
    ...(before === undefined ? [] : [sql`t.seq < ${before}`]),
  ]
  const { rows } = await sql<BrowsedBatch>`
    SELECT ${COLUMNS} ${FROM} AND ${sql.join(conditions, sql` AND `)} ORDER BY t.seq DESC LIMIT ${limit}`.execute(
    db,
  )
  return { batches: rows, next: rows.length === limit ? rows.at(-1)?.sequence : undefined }
}

/** A batch wherever it is; `undefined`: there is none. */
export async function browseBatch(db: Queryable, batchId: string): Promise<BrowsedBatchDetail | undefined> {
  const { rows } = await sql<BrowsedBatch & Stored>`
    SELECT ${COLUMNS}, t.phase, t.request, t.plan, t.cursor ${FROM} AND t.batch_id = ${batchId}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { request, plan, cursor } = row
  return {
    ...row,
    request: fromJsonText(request),
    plan: fromJsonText(plan),
    cursor: fromJsonText(cursor),
  }
}

type Stored = Pick<BatchRow, 'phase' | 'request' | 'plan' | 'cursor'>
