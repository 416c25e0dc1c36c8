import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { fromJsonText, type JsonText } from '../../db/json-text.ts'
import type { StartNode, Topology } from '../../workflows/topology.ts'
import type { ExecutionState, WorkflowState } from '../../workflows/tables.ts'

export interface BrowsedWorkflow {
  /** The order of creation. */
  readonly sequence: number
  /** As clients name it. */
  readonly id: string
  readonly bucket: string
  readonly name: string
  readonly state: WorkflowState
  /** ms since 1970 */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface BrowsedWorkflowDetail extends BrowsedWorkflow {
  readonly start: StartNode
  readonly topology: Topology
}

export interface BrowsedRun {
  readonly sequence: number
  /** As clients name it. */
  readonly id: string
  readonly bucket: string
  readonly workflowId: string
  readonly workflowName: string
  readonly batchId: string | null
  readonly object: string
  readonly state: ExecutionState
  /** ms since 1970 */
  readonly createdAt: number
  readonly endedAt: number | null
}

interface Page {
  readonly bucket?: string | undefined
  /** The sequence of the last one already seen. */
  readonly before?: number | undefined
  readonly limit: number
}

export type WorkflowsBrowsed = Page

export interface RunsBrowsed extends Page {
  readonly workflow?: string | undefined
  readonly batch?: string | undefined
  readonly state?: ExecutionState | undefined
}

interface Browsed<T> {
  readonly rows: readonly T[]
  /** Where to go on. */
  readonly next: number | undefined
}

/** Workflows of all buckets, the newest first. */
export async function browseWorkflows(
  db: Queryable,
  { bucket, before, limit }: WorkflowsBrowsed,
): Promise<Browsed<BrowsedWorkflow>> {
  const conditions = all([
    bucket === undefined ? undefined : sql`b.name = ${bucket}`,
    before === undefined ? undefined : sql`w.id < ${before}`,
  ])
  const { rows } = await sql<BrowsedWorkflow>`
    SELECT w.id AS sequence, w.workflow_id AS id, b.name AS bucket, w.name, w.state,
      w.created_at AS "createdAt", w.updated_at AS "updatedAt"
    FROM workflows w, buckets b WHERE b.id = w.bucket_id AND ${conditions}
    ORDER BY w.id DESC LIMIT ${limit}`.execute(db)
  return pageOf(rows, limit)
}

/** The workflows with that id or name, wherever they are. */
export async function browseWorkflow(
  db: Queryable,
  wanted: string,
): Promise<readonly BrowsedWorkflowDetail[]> {
  const { rows } = await sql<BrowsedWorkflow & { start: JsonText<StartNode>; topology: JsonText<Topology> }>`
    SELECT w.id AS sequence, w.workflow_id AS id, b.name AS bucket, w.name, w.state,
      w.created_at AS "createdAt", w.updated_at AS "updatedAt", w.start, w.topology
    FROM workflows w, buckets b WHERE b.id = w.bucket_id AND (w.workflow_id = ${wanted} OR w.name = ${wanted})
    ORDER BY w.id`.execute(db)
  return rows.map((row) => ({
    ...row,
    start: fromJsonText(row.start),
    topology: fromJsonText(row.topology),
  }))
}

/** Runs of all buckets, the newest first. */
export async function browseRuns(db: Queryable, wanted: RunsBrowsed): Promise<Browsed<BrowsedRun>> {
  const { bucket, workflow, batch, state, before, limit } = wanted
  const conditions = all([
    bucket === undefined ? undefined : sql`b.name = ${bucket}`,
    workflow === undefined ? undefined : sql`e.workflow_id = ${workflow}`,
    batch === undefined ? undefined : sql`e.batch_id = ${batch}`,
    state === undefined ? undefined : sql`e.state = ${state}`,
    before === undefined ? undefined : sql`e.seq < ${before}`,
  ])
  const { rows } = await sql<BrowsedRun>`
    SELECT e.seq AS sequence, e.run_id AS id, b.name AS bucket, e.workflow_id AS "workflowId",
      e.workflow_name AS "workflowName", e.batch_id AS "batchId", e.object_key AS object, e.state,
      e.created_at AS "createdAt", e.ended_at AS "endedAt"
    FROM executions e, buckets b WHERE b.id = e.bucket_id AND ${conditions}
    ORDER BY e.seq DESC LIMIT ${limit}`.execute(db)
  return pageOf(rows, limit)
}

/** A run wherever it is; `undefined`: there is none. */
export async function browseRun(
  db: Queryable,
  runId: string,
): Promise<{ readonly bucketId: number; readonly bucket: string } | undefined> {
  const { rows } = await sql<{ bucketId: number; bucket: string }>`
    SELECT b.id AS "bucketId", b.name AS bucket FROM executions e, buckets b
    WHERE e.run_id = ${runId} AND b.id = e.bucket_id`.execute(db)
  return rows[0]
}

function all(conditions: readonly (RawBuilder<unknown> | undefined)[]): RawBuilder<unknown> {
  return sql.join([sql`TRUE`, ...conditions.filter((condition) => condition !== undefined)], sql` AND `)
}

function pageOf<T extends { readonly sequence: number }>(rows: readonly T[], limit: number): Browsed<T> {
  return { rows, next: rows.length === limit ? rows.at(-1)?.sequence : undefined }
}
