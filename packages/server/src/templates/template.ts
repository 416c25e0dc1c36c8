import type { JsonValue } from '../base/json.ts'

/** Parameters under a name and an id: a bucket's own, or one that comes with this release. */
export interface TemplateRecord {
  /** What clients see. */
  readonly templateId: string
  readonly tag: string
  readonly name: string
  /** As the tag read them. */
  readonly params: JsonValue
  /** ms since 1970 */
  readonly createdAt: number
  readonly updatedAt: number
}
