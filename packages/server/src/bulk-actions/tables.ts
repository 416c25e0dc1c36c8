import type { Generated } from 'kysely'
import type { JsonText } from '../db/json-text.ts'

/** `replay` is about callbacks, the others about jobs. */
export type BulkVerb = 'replay' | 'cancel' | 'rerun'
export type BulkState = 'Running' | 'Done' | 'Stopped'

/** The filter by its names in the API; only who acts on it knows what they mean. Times are ms since 1970. */
export type BulkSelection = Readonly<Record<string, string | number | undefined>>

export interface BulkActionRow {
  id: Generated<number>
  action: BulkVerb
  selection: JsonText<BulkSelection>
  /** `null`: as fast as it goes. */
  rate_per_second: number | null
  state: BulkState
  matched: number
  cursor: number | null
  done: Generated<number>
  skipped: Generated<number>
  message: string | null
  due_at: number
  created_at: number
  ended_at: number | null
}

declare module '../db/database.ts' {
  interface Tables {
    bulk_actions: BulkActionRow
  }

  interface Channels {
    /** A bulk action was started. */
    'bulk-actions': true
  }
}
