import type { Queryable } from '../../db/database.ts'
import type { TemplateKinds } from '../../tags/template-kinds.ts'
import { isOfficial, officialTemplates } from '../../templates/official.ts'
import { findTemplates as findOwn } from '../../templates/store.ts'
import type { TemplateRecord } from '../../templates/template.ts'

export interface TemplateSource {
  readonly bucketId: number
  readonly kinds: TemplateKinds
}

/** The templates of `ids` that there are: the bucket's own, and official ones. One statement, in no order. */
export async function findTemplates(
  db: Queryable,
  { bucketId, kinds }: TemplateSource,
  ids: readonly string[],
): Promise<readonly TemplateRecord[]> {
  const wanted = new Set(ids)
  const own = [...wanted].filter((id) => !isOfficial(id))
  const found = own.length === 0 ? [] : await findOwn(db, bucketId, own)
  const official = own.length === wanted.size ? [] : officialTemplates(kinds.find)
  return [...found, ...official.filter(({ templateId }) => wanted.has(templateId))]
}
