import type { Generated } from 'kysely'
import type { JsonValue } from '../base/json.ts'
import type { JsonText } from '../db/json-text.ts'

export interface TemplateRow {
  id: Generated<number>
  /** `t1` and 32 hex digits: the id that clients see. */
  template_id: string
  bucket_id: number
  tag: string
  name: string
  /** Only the tag interprets them. */
  params: JsonText<JsonValue>
  created_at: number
  updated_at: number
}

declare module '../db/database.ts' {
  interface Tables {
    templates: TemplateRow
  }
}
