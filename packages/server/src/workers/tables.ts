import type { JsonText } from '../db/json-text.ts'

export interface WorkerRow {
  /** `HOST/PID`. */
  name: string
  version: string
  started_at: number
  seen_at: number
  /** Jobs that it runs at once. */
  places: number
  /** Null: all. */
  queues: JsonText<readonly string[]> | null
}

declare module '../db/database.ts' {
  interface Tables {
    workers: WorkerRow
  }
}
