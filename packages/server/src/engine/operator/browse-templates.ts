import { sql } from 'kysely'
import type { JsonValue } from '../../base/json.ts'
import type { Queryable } from '../../db/database.ts'
import { fromJsonText, type JsonText } from '../../db/json-text.ts'

export interface BrowsedTemplate {
  /** The order of creation. */
  readonly sequence: number
  /** As clients name it. */
  readonly id: string
  readonly bucket: string
  readonly tag: string
  readonly name: string
  /** ms since 1970 */
  readonly createdAt: number
  readonly updatedAt: number
}

export interface BrowsedTemplateDetail extends BrowsedTemplate {
  /** As read by the tag. */
  readonly params: JsonValue
}

export interface TemplatesBrowsed {
  readonly bucket?: string | undefined
  readonly tag?: string | undefined
  /** The sequence of the last template already seen. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Templates of all buckets, the newest first; `next` is where to go on. */
export async function browseTemplates(
  db: Queryable,
  { bucket, tag, before, limit }: TemplatesBrowsed,
): Promise<{ readonly templates: readonly BrowsedTemplate[]; readonly next: number | undefined }> {
  const conditions = [
    ...(bucket === undefined ? [] : [sql`b.name = ${bucket}`]),
    ...(tag === undefined ? [] : [sql`t.tag = ${tag}`]),
    ...(before === undefined ? [] : [sql`t.id < ${before}`]),
    sql`b.id = t.bucket_id`,
  ]
  const { rows } = await sql<BrowsedTemplate>`
    SELECT t.id AS sequence, t.template_id AS id, b.name AS bucket, t.tag, t.name,
      t.created_at AS "createdAt", t.updated_at AS "updatedAt"
    FROM templates t, buckets b WHERE ${sql.join(conditions, sql` AND `)}
    ORDER BY t.id DESC LIMIT ${limit}`.execute(db)
  return { templates: rows, next: rows.length === limit ? rows.at(-1)?.sequence : undefined }
}

/** The templates with that id or name, wherever they are. */
export async function browseTemplate(
  db: Queryable,
  wanted: string,
): Promise<readonly BrowsedTemplateDetail[]> {
  const { rows } = await sql<BrowsedTemplate & { params: JsonText<JsonValue> }>`
    SELECT t.id AS sequence, t.template_id AS id, b.name AS bucket, t.tag, t.name,
      t.created_at AS "createdAt", t.updated_at AS "updatedAt", t.params
    FROM templates t, buckets b WHERE b.id = t.bucket_id AND (t.template_id = ${wanted} OR t.name = ${wanted})
    ORDER BY t.id`.execute(db)
  return rows.map((row) => ({ ...row, params: fromJsonText(row.params) }))
}
