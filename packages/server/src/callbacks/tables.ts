import type { Generated } from 'kysely'
import type { JsonText } from '../db/json-text.ts'
import type { FailureCause, HeaderValues } from './transports/transport.ts'

export type CallbackEvent = 'TaskFinish' | 'WorkflowFinish'

/** Delivered and dead are ends; after `retry` the callback is in the queue again. */
type AttemptOutcome = 'delivered' | 'retry' | 'dead'

export interface CallbackRow {
  /** Grows with each callback: what a receiver sees as the sequence. */
  id: Generated<number>
  webhook_id: string
  job_id: string
  bucket_name: string
  event: CallbackEvent
  url: string
  content_type: string
  created_at: number
  body: Uint8Array
}

interface CallbackQueueRow {
  due_at: number
  callback_id: number
  /** Attempts already recorded. */
  attempts: number
}

export interface CallbackAttemptRow {
  /** See `attemptId`. */
  id: number
  started_at: number
  duration_ms: number
  /** From the start of the attempt to the status line. */
  first_byte_ms: number | null
  outcome: AttemptOutcome
  cause: FailureCause | null
  detail: string | null
  status: number | null
  request_headers: JsonText<HeaderValues>
  response_headers: JsonText<HeaderValues> | null
  /** At most 64 KiB: the rest was not read. */
  response_body: Uint8Array | null
}

declare module '../db/database.ts' {
  interface Tables {
    callbacks: CallbackRow
    callback_queue: CallbackQueueRow
    callback_attempts: CallbackAttemptRow
  }
}
