import type { JsonValue } from '../base/json.ts'

/** Parameters with a name and an id: of a bucket, or official. */
export interface TemplateRecord {
  /** The id that clients see. */
  readonly templateId: string
  readonly tag: string
  readonly name: string
  /** As read by the tag. */
  readonly params: JsonValue
  /** ms since 1970 */
  readonly createdAt: number
  readonly updatedAt: number
}
