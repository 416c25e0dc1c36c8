import type { Generated } from 'kysely'
import type { JsonText } from '../db/json-text.ts'
import type { QueueCategory, ServiceName } from './families.ts'

export const QUEUE_STATES = ['Active', 'Paused'] as const
export type QueueState = (typeof QUEUE_STATES)[number]

/** The destination of the callbacks of a queue's finished jobs. */
export interface QueueNotify {
  readonly state: 'On' | 'Off'
  /** Empty if none was configured. */
  readonly url: string
  /** `TaskFinish` and others, separated by commas, as configured; may be empty. */
  readonly event: string
  /** Empty if none was configured. */
  readonly type: '' | 'Url' | 'TDMQ'
  readonly resultFormat: '' | 'XML' | 'JSON'
  /** These three are absent if none was configured. */
  readonly mqMode?: 'Queue' | 'Topic' | undefined
  readonly mqName?: string | undefined
  readonly mqRegion?: string | undefined
}

export interface QueueRow {
  id: Generated<number>
  /** `p` and 32 hex digits: the id that clients see. */
  queue_id: string
  bucket_id: number
  category: QueueCategory
  is_default: 0 | 1
  name: string
  state: QueueState
  notify: JsonText<QueueNotify>
  max_size: number
  max_concurrent: number
  callback_deadline_ms: Generated<number | null>
  created_at: number
  updated_at: number
  /** Time of the last claim of a job; 0 before the first. */
  claimed_at: Generated<number>
}

/** Maintained by triggers: the number of Submitted and Running jobs of a queue is the sum over its slots. */
interface QueueLoadRow {
  queue: number
  slot: number
  waiting: number
  running: number
}

export interface ServiceActivationRow {
  bucket_id: number
  service: ServiceName
  state: 'Active' | 'Closed'
  changed_at: number
}

declare module '../db/database.ts' {
  interface Tables {
    queues: QueueRow
    queue_loads: QueueLoadRow
    service_activations: ServiceActivationRow
  }
}
