import type { Generated } from 'kysely'
import type { JsonText } from '../db/json-text.ts'
import type { BatchCursor, BatchPlan, SentRequest } from './plan.ts'

export type BatchType = 'Job' | 'Workflow'
export const BATCH_STATES = ['Running', 'Success', 'Failed', 'Cancel'] as const
export type BatchState = (typeof BATCH_STATES)[number]

/**
 * The phases: list objects and submit, wait until all jobs have ended, cancel waiting jobs and wait for the rest,
 * none.
 */
export type BatchPhase = 'Listing' | 'Draining' | 'Cancelling' | 'Done'

export interface BatchRow {
  seq: Generated<number>
  /** `b` and 32 hex digits: the id that clients see. */
  batch_id: string
  bucket_id: number
  type: BatchType
  name: string
  /** Of a Workflow batch; the workflow may have been deleted. */
  workflow_id: string | null
  state: BatchState
  phase: BatchPhase
  request: JsonText<SentRequest>
  plan: JsonText<BatchPlan>
  cursor: JsonText<BatchCursor>
  /** Objects that the cursor has passed. */
  seen: Generated<number>
  /** Lines of files that name no object of the bucket. */
  refused: Generated<number>
  /** Jobs, or runs of the workflow; the next three count their ends. */
  submitted: Generated<number>
  succeeded: Generated<number>
  failed: Generated<number>
  cancelled: Generated<number>
  code: string | null
  message: string | null
  due_at: number
  lease_token: string | null
  created_at: number
  ended_at: number | null
}

export interface BatchEndRow {
  id: Generated<number>
  batch_id: string
  outcome: 'Success' | 'Failed' | 'Cancel'
}

declare module '../db/database.ts' {
  interface Tables {
    batches: BatchRow
    batch_ends: BatchEndRow
  }

  interface Channels {
    /** A batch is there to be advanced. */
    batches: true
  }
}
