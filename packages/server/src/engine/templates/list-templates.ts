import type { Queryable } from '../../db/database.ts'
import { officialTemplates } from '../../templates/official.ts'
import { listTemplates as listOwn, type TemplateFilter } from '../../templates/store.ts'
import type { TemplateRecord } from '../../templates/template.ts'
import type { TemplateSource } from './find-templates.ts'

export interface TemplatesWanted extends TemplateFilter, TemplateSource {
  readonly category: 'Custom' | 'Official'
}

/** A page of the bucket's templates or of the official ones, and how many there are on all pages. */
export async function listTemplates(
  db: Queryable,
  { category, kinds, ...filter }: TemplatesWanted,
): Promise<{ readonly total: number; readonly templates: readonly TemplateRecord[] }> {
  if (category === 'Custom') return listOwn(db, filter)
  const { tags, namePrefix, offset, limit } = filter
  const matching = officialTemplates(kinds.find).filter(
    ({ tag, name }) => (tags?.includes(tag) ?? true) && name.startsWith(namePrefix),
  )
  return { total: matching.length, templates: matching.slice(offset, offset + limit) }
}
