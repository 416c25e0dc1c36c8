import { sql, type Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forUpdate } from '../db/dialect.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { TemplateRow } from './tables.ts'
import type { TemplateRecord } from './template.ts'

/** Identifies a template of a bucket: its id alone would let one bucket's client reach another's. */
export interface TemplateName {
  readonly bucketId: number
  readonly templateId: string
}

/** Returns the templates of `ids` that the bucket has, in no order. */
export async function findTemplates(
  db: Queryable,
  bucketId: number,
  ids: readonly string[],
): Promise<readonly TemplateRecord[]> {
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .where('template_id', 'in', ids)
    .where('bucket_id', '=', bucketId)
    .execute()
  return rows.map(toRecord)
}

export interface TemplateFilter {
  readonly bucketId: number
  /** `undefined`: all. */
  readonly tags: readonly string[] | undefined
  /** A case-sensitive prefix of names; may be empty. */
  readonly namePrefix: string
  readonly offset: number
  readonly limit: number
}

/** Returns a page in order of creation, and the total number. */
export async function listTemplates(
  db: Queryable,
  filter: TemplateFilter,
): Promise<{ readonly total: number; readonly templates: readonly TemplateRecord[] }> {
  // Code points, as both databases count them.
  const prefixLength = Array.from(filter.namePrefix).length
  let matching = db.selectFrom('templates').where('bucket_id', '=', filter.bucketId)
  if (filter.tags) matching = matching.where('tag', 'in', filter.tags)
  if (prefixLength > 0) {
    // A bound value: statements are cached by their text, and clients choose the length.
    const beginning = sql<string>`substr(name, 1, CAST(${prefixLength} AS INTEGER))`
    matching = matching.where(beginning, '=', filter.namePrefix)
  }
  const counted = await matching
    .select((expression) => expression.fn.countAll<number>().as('total'))
    .executeTakeFirst()
  const rows = await matching.selectAll().orderBy('id').limit(filter.limit).offset(filter.offset).execute()
  return { total: counted?.total ?? 0, templates: rows.map(toRecord) }
}

export async function countTemplates(db: Queryable, bucketId: number): Promise<number> {
  const { count } = await db
    .selectFrom('templates')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('bucket_id', '=', bucketId)
    .executeTakeFirstOrThrow()
  return count
}

/** Returns the id of the bucket's template with that name. */
export async function findTemplateId(
  db: Queryable,
  bucketId: number,
  name: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('templates')
    .select('template_id')
    .where('bucket_id', '=', bucketId)
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.template_id
}

/** Locks the template until the transaction ends. */
export async function lockTemplate(
  tx: Transaction,
  { bucketId, templateId }: TemplateName,
): Promise<TemplateRecord | undefined> {
  const query = tx
    .selectFrom('templates')
    .selectAll()
    .where('template_id', '=', templateId)
    .where('bucket_id', '=', bucketId)
  const row = await forUpdate(tx, query).executeTakeFirst()
  return row && toRecord(row)
}

export async function insertTemplate(
  tx: Transaction,
  bucketId: number,
  template: TemplateRecord,
): Promise<void> {
  await tx
    .insertInto('templates')
    .values({
      template_id: template.templateId,
      bucket_id: bucketId,
      tag: template.tag,
      name: template.name,
      params: toJsonText(template.params),
      created_at: template.createdAt,
      updated_at: template.updatedAt,
    })
    .execute()
}

/** Writes name, parameters and time of change. */
export async function replaceTemplate(
  tx: Transaction,
  { templateId, name, params, updatedAt }: TemplateRecord,
): Promise<void> {
  await tx
    .updateTable('templates')
    .set({ name, params: toJsonText(params), updated_at: updatedAt })
    .where('template_id', '=', templateId)
    .execute()
}

/** Returns false if the bucket has no such template. */
export async function deleteTemplateRow(
  tx: Transaction,
  { bucketId, templateId }: TemplateName,
): Promise<boolean> {
  const row = await tx
    .deleteFrom('templates')
    .where('template_id', '=', templateId)
    .where('bucket_id', '=', bucketId)
    .returning('template_id')
    .executeTakeFirst()
  return row !== undefined
}

function toRecord(row: Selectable<TemplateRow>): TemplateRecord {
  return {
    templateId: row.template_id,
    tag: row.tag,
    name: row.name,
    params: fromJsonText(row.params),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
