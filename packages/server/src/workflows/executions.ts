import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forUpdate } from '../db/dialect.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import { prepared } from '../db/prepared.ts'
import type { Run } from './advance.ts'
import { EXECUTION_STATES, type CosHeader, type ExecutionRow, type ExecutionState } from './tables.ts'
import type { StartNode, Topology } from './topology.ts'

export interface ExecutionRecord {
  readonly seq: number
  readonly runId: string
  readonly bucketId: number
  readonly workflowId: string
  readonly workflowName: string
  readonly batchId: string | undefined
  readonly objectKey: string
  readonly state: ExecutionState
  readonly start: StartNode
  readonly topology: Topology
  readonly run: Run
  readonly cosHeaders: readonly CosHeader[]
  readonly lineage: readonly string[]
  /** ms since 1970 */
  readonly createdAt: number
  readonly endedAt: number | undefined
}

export type NewExecution = Omit<ExecutionRecord, 'seq' | 'endedAt' | 'state'>

export async function insertExecution(tx: Transaction, execution: NewExecution): Promise<ExecutionRecord> {
  const row = await tx
    .insertInto('executions')
    .values({
      run_id: execution.runId,
      bucket_id: execution.bucketId,
      workflow_id: execution.workflowId,
      workflow_name: execution.workflowName,
      batch_id: execution.batchId ?? null,
      object_key: execution.objectKey,
      state: 'Running',
      start: toJsonText(execution.start),
      topology: toJsonText(execution.topology),
      run: toJsonText(execution.run),
      cos_headers: toJsonText(execution.cosHeaders),
      lineage: toJsonText(execution.lineage),
      created_at: execution.createdAt,
      ended_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toRecord(row)
}

/** Locks the run until the transaction ends. */
export async function lockExecution(tx: Transaction, runId: string): Promise<ExecutionRecord | undefined> {
  const query = tx.selectFrom('executions').selectAll().where('run_id', '=', runId)
  const row = await forUpdate(tx, query).executeTakeFirst()
  return row && toRecord(row)
}

const saveRow = prepared<Pick<Selectable<ExecutionRow>, 'seq' | 'run' | 'state' | 'ended_at'>, unknown>(
  (db, bind) =>
    db
      .updateTable('executions')
      .set({ run: bind('run'), state: bind('state'), ended_at: bind('ended_at') })
      .where('seq', '=', bind('seq')),
)

/** Saves the progress of a locked run. */
export async function saveRun(
  tx: Transaction,
  { seq, run, state, endedAt }: Pick<ExecutionRecord, 'seq' | 'run' | 'state' | 'endedAt'>,
): Promise<void> {
  await saveRow(tx, { seq, run: toJsonText(run), state, ended_at: endedAt ?? null })
}

export async function findExecution(
  db: Queryable,
  bucketId: number,
  runId: string,
): Promise<ExecutionRecord | undefined> {
  const row = await db
    .selectFrom('executions')
    .selectAll()
    .where('run_id', '=', runId)
    .where('bucket_id', '=', bucketId)
    .executeTakeFirst()
  return row && toRecord(row)
}

export interface ExecutionFilter {
  readonly bucketId: number
  readonly workflowId: string
  readonly batchId?: string | undefined
  readonly states?: readonly ExecutionState[] | undefined
  /** Suffix of the object's key: the file's name. */
  readonly fileName?: string | undefined
  /** ms since 1970, both included */
  readonly createdFrom?: number | undefined
  readonly createdTo?: number | undefined
  readonly newestFirst: boolean
  readonly limit: number
  /** The seq of the last entry of the page before. */
  readonly after?: number | undefined
}

export type ListedExecution = Pick<
  ExecutionRecord,
  'seq' | 'runId' | 'workflowId' | 'objectKey' | 'state' | 'createdAt'
>

/**
 * Returns a page, merged from the first rows of each state, which are adjacent in an index: rare entries are found
 * without reading frequent ones. Only `fileName` is compared row by row.
 */
export async function listExecutions(
  db: Queryable,
  filter: ExecutionFilter,
): Promise<readonly ListedExecution[]> {
  const { states = EXECUTION_STATES, newestFirst, limit } = filter
  const conditions = sql.join(conditionsOf(filter), sql` AND `)
  const order = newestFirst ? sql`created_at DESC, seq DESC` : sql`created_at, seq`
  const stretches = states.map(
    (state) => sql`
      SELECT * FROM (
        SELECT seq, run_id AS "runId", workflow_id AS "workflowId", object_key AS "objectKey", state, created_at
        FROM executions WHERE ${conditions} AND state = ${state} ORDER BY ${order} LIMIT ${limit}
      ) AS ${sql.ref(`of_${state}`)}`,
  )
  const { rows } = await sql<ListedExecution>`
    SELECT seq, "runId", "workflowId", "objectKey", state, created_at AS "createdAt"
    FROM (${sql.join(stretches, sql` UNION ALL `)}) AS stretches ORDER BY ${order} LIMIT ${limit}`.execute(db)
  return rows
}

function conditionsOf(filter: ExecutionFilter): readonly RawBuilder<unknown>[] {
  const { bucketId, workflowId, batchId, createdFrom, createdTo, fileName, newestFirst, after } = filter
  // The sum prevents SQLite from using the index of the workflow, which has one more column in common.
  const place =
    batchId === undefined
      ? sql`bucket_id = ${bucketId}`
      : sql`bucket_id + 0 = ${bucketId} AND batch_id = ${batchId}`
  const conditions = [place, sql`workflow_id = ${workflowId}`]
  if (createdFrom !== undefined) conditions.push(sql`created_at >= ${createdFrom}`)
  if (createdTo !== undefined) conditions.push(sql`created_at <= ${createdTo}`)
  if (fileName !== undefined) {
    // No LIKE: on SQLite it is not case-sensitive. Code points, as both databases count them.
    const before = sql`length(object_key) - CAST(${Array.from(fileName).length} AS INTEGER)`
    conditions.push(sql`(object_key = ${fileName} OR substr(object_key, ${before}) = ${`/${fileName}`})`)
  }
  if (after !== undefined) {
    const beyond = newestFirst ? sql`<` : sql`>`
    // A deleted entry still determines where to continue.
    const time = sql`coalesce((SELECT created_at FROM executions AS seen WHERE seen.seq <= ${after} ORDER BY seen.seq DESC LIMIT 1), 0)`
    conditions.push(sql`(created_at, seq) ${beyond} (${time}, ${after})`)
  }
  return conditions
}

/** Deletes at most `limit` runs that ended before `before` (ms since 1970); returns how many. */
export async function pruneExecutions(tx: Transaction, before: number, limit: number): Promise<number> {
  const old = tx
    .selectFrom('executions')
    .select('seq')
    .where('ended_at', '<', before)
    .orderBy('ended_at')
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('executions').where('seq', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

function toRecord(row: Selectable<ExecutionRow>): ExecutionRecord {
  return {
    seq: row.seq,
    runId: row.run_id,
    bucketId: row.bucket_id,
    workflowId: row.workflow_id,
    workflowName: row.workflow_name,
    batchId: row.batch_id ?? undefined,
    objectKey: row.object_key,
    state: row.state,
    start: fromJsonText(row.start),
    topology: fromJsonText(row.topology),
    run: fromJsonText(row.run),
    cosHeaders: fromJsonText(row.cos_headers),
    lineage: fromJsonText(row.lineage),
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
  }
}
