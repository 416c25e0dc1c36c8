import { sql, type Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forUpdate } from '../db/dialect.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import { prepared } from '../db/prepared.ts'
import type { WorkflowRow, WorkflowState } from './tables.ts'
import type { StartNode, Topology } from './topology.ts'

export interface WorkflowRecord {
  readonly id: number
  readonly workflowId: string
  readonly bucketId: number
  readonly name: string
  readonly state: WorkflowState
  readonly start: StartNode
  readonly topology: Topology
  /** ms since 1970 */
  readonly createdAt: number
  readonly updatedAt: number
}

export type NewWorkflow = Omit<WorkflowRecord, 'id' | 'updatedAt'>

export async function insertWorkflow(tx: Transaction, workflow: NewWorkflow): Promise<WorkflowRecord> {
  const row = await tx
    .insertInto('workflows')
    .values({
      workflow_id: workflow.workflowId,
      bucket_id: workflow.bucketId,
      name: workflow.name,
      state: workflow.state,
      start: toJsonText(workflow.start),
      topology: toJsonText(workflow.topology),
      created_at: workflow.createdAt,
      updated_at: workflow.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toRecord(row)
}

export interface WorkflowName {
  readonly bucketId: number
  readonly workflowId: string
}

/** Locks the workflow until the transaction ends. */
export async function lockWorkflow(tx: Transaction, name: WorkflowName): Promise<WorkflowRecord | undefined> {
  const row = await forUpdate(tx, selectOne(tx, name)).executeTakeFirst()
  return row && toRecord(row)
}

export async function findWorkflow(db: Queryable, name: WorkflowName): Promise<WorkflowRecord | undefined> {
  const row = await selectOne(db, name).executeTakeFirst()
  return row && toRecord(row)
}

function selectOne(db: Queryable, { bucketId, workflowId }: WorkflowName) {
  return db
    .selectFrom('workflows')
    .selectAll()
    .where('workflow_id', '=', workflowId)
    .where('bucket_id', '=', bucketId)
}

export type WorkflowChange = Partial<Pick<WorkflowRecord, 'name' | 'state' | 'start' | 'topology'>>

export async function changeWorkflow(
  tx: Transaction,
  id: number,
  { name, state, start, topology, now }: WorkflowChange & { readonly now: number },
): Promise<WorkflowRecord> {
  const row = await tx
    .updateTable('workflows')
    .set({
      ...(name !== undefined && { name }),
      ...(state !== undefined && { state }),
      ...(start && { start: toJsonText(start) }),
      ...(topology && { topology: toJsonText(topology) }),
      updated_at: now,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toRecord(row)
}

/** Returns false if there is none. */
export async function deleteWorkflow(
  tx: Transaction,
  { bucketId, workflowId }: WorkflowName,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('workflows')
    .where('workflow_id', '=', workflowId)
    .where('bucket_id', '=', bucketId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function countWorkflows(db: Queryable, bucketId: number): Promise<number> {
  const { count } = await db
    .selectFrom('workflows')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('bucket_id', '=', bucketId)
    .executeTakeFirstOrThrow()
  return count
}

export interface WorkflowPage {
  readonly bucketId: number
  readonly ids?: readonly string[] | undefined
  readonly name?: string | undefined
  readonly offset: number
  readonly limit: number
}

export interface ListedWorkflows {
  readonly total: number
  readonly workflows: readonly WorkflowRecord[]
}

/** Returns workflows in order of creation. */
export async function listWorkflows(db: Queryable, page: WorkflowPage): Promise<ListedWorkflows> {
  const { bucketId, ids, name, offset, limit } = page
  let matching = db.selectFrom('workflows').where('bucket_id', '=', bucketId)
  if (ids) matching = matching.where('workflow_id', 'in', ids)
  if (name !== undefined) matching = matching.where('name', '=', name)
  const { count } = await matching
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  const rows = await matching.selectAll().orderBy('id').limit(limit).offset(offset).execute()
  return { total: count, workflows: rows.map(toRecord) }
}

/** The fields that decide whether an object starts a run. */
export interface ActiveWorkflow {
  readonly workflowId: string
  readonly start: StartNode
}

const selectActive = prepared<{ bucketId: number }, Pick<Selectable<WorkflowRow>, 'workflow_id' | 'start'>>(
  (db, bind) =>
    db
      .selectFrom('workflows')
      .select(['workflow_id', 'start'])
      .where('bucket_id', '=', bind('bucketId'))
      // A literal: a bound value would keep the planner from the partial index.
      .where('state', '=', sql<'Active'>`'Active'`),
)

/** Read by every upload; most buckets have none. */
export async function listActiveWorkflows(
  db: Queryable,
  bucketId: number,
): Promise<readonly ActiveWorkflow[]> {
  const rows = await selectActive(db, { bucketId })
  return rows.map(({ workflow_id: workflowId, start }) => ({ workflowId, start: fromJsonText(start) }))
}

function toRecord(row: Selectable<WorkflowRow>): WorkflowRecord {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    bucketId: row.bucket_id,
    name: row.name,
    state: row.state,
    start: fromJsonText(row.start),
    topology: fromJsonText(row.topology),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
