import type { Generated } from 'kysely'
import type { JsonValue } from '../base/json.ts'
import type { JsonText } from '../db/json-text.ts'

export interface AuditEntryRow {
  id: Generated<number>
  at: number
  who: string
  role: 'admin' | 'reader' | null
  signed_in_at: number | null
  signed_in_from: string | null
  address: string
  what: string
  target: string | null
  body: JsonText<JsonValue> | null
  /** Null until there is an answer. */
  status: number | null
  times: number
}

declare module '../db/database.ts' {
  interface Tables {
    audit_entries: AuditEntryRow
  }
}
