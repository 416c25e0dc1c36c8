import type { Generated } from 'kysely'
import type { JsonText } from '../db/json-text.ts'
import type { Run } from './advance.ts'
import type { StartNode, Topology } from './topology.ts'

export type WorkflowState = 'Active' | 'Paused'
export const EXECUTION_STATES = ['Running', 'Success', 'Failed', 'Cancel'] as const
export type ExecutionState = (typeof EXECUTION_STATES)[number]

export interface CosHeader {
  readonly key: string
  readonly value: string
}

export interface WorkflowRow {
  id: Generated<number>
  /** `w` and 32 hex digits: the id that clients see. */
  workflow_id: string
  bucket_id: number
  name: string
  state: WorkflowState
  /** The fields that uploads are compared with, stored separately because each upload reads them. */
  start: JsonText<StartNode>
  topology: JsonText<Topology>
  created_at: number
  updated_at: number
}

/** A run of a workflow, with a copy of the workflow. */
export interface ExecutionRow {
  seq: Generated<number>
  /** `i` and 32 hex digits: the id that clients see. */
  run_id: string
  bucket_id: number
  /** The workflow may have been deleted. */
  workflow_id: string
  workflow_name: string
  /** Of the batch that started it. */
  batch_id: string | null
  object_key: string
  state: ExecutionState
  start: JsonText<StartNode>
  topology: JsonText<Topology>
  run: JsonText<Run>
  /** The headers of the object that started it. */
  cos_headers: JsonText<readonly CosHeader[]>
  /** The workflows whose outputs led to this run: none of them is started by the outputs of this run. */
  lineage: JsonText<readonly string[]>
  created_at: number
  ended_at: number | null
}

declare module '../db/database.ts' {
  interface Tables {
    workflows: WorkflowRow
    executions: ExecutionRow
  }
}
