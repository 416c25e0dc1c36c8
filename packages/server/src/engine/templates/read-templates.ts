import type { Queryable } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { childrenNamed } from '../../protocol/xml/xml.ts'
import type { NamedTemplate } from '../../tags/tag.ts'
import type { TemplateKinds } from '../../tags/template-kinds.ts'
import { isOfficial, officialTemplates } from '../../templates/official.ts'
import {
  findTemplates as findOwn,
  listTemplates as listOwn,
  type TemplateFilter,
} from '../../templates/store.ts'
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

export interface TemplatesQuery extends TemplateFilter, TemplateSource {
  readonly category: 'Custom' | 'Official'
}

/** A page of the bucket's templates or of the official ones, and how many there are on all pages. */
export async function listTemplates(
  db: Queryable,
  { category, kinds, ...filter }: TemplatesQuery,
): Promise<{ readonly total: number; readonly templates: readonly TemplateRecord[] }> {
  if (category === 'Custom') return listOwn(db, filter)
  const { tags, namePrefix, offset, limit } = filter
  const matching = officialTemplates(kinds.find).filter(
    ({ tag, name }) => (tags?.includes(tag) ?? true) && name.startsWith(namePrefix),
  )
  return { total: matching.length, templates: matching.slice(offset, offset + limit) }
}

export interface LoadedTemplate extends NamedTemplate {
  readonly tag: string
}

/** By id. */
export type Templates = ReadonlyMap<string, LoadedTemplate>

const NAMING = ['TemplateId', 'WatermarkTemplateId']
/** Far above what six operations may name by the documentation; keeps the statement small. */
const MAX_TEMPLATES = 100

/** All templates that operations name, those of the bucket and the official ones. Throws InvalidArgument. */
export async function loadTemplates(
  db: Queryable,
  source: TemplateSource,
  operations: readonly OperationRequest[],
): Promise<Templates> {
  const named = operations.flatMap(({ field: { element } }) =>
    NAMING.flatMap((name) => childrenNamed(element, name).map(({ text }) => text.trim())),
  )
  const ids = [...new Set(named)].filter((id) => id !== '')
  if (ids.length === 0) return new Map()
  if (ids.length > MAX_TEMPLATES) {
    throw new ProtocolError('InvalidArgument', `A request may name at most ${MAX_TEMPLATES} templates.`)
  }
  const found = await findTemplates(db, source, ids)
  return new Map(
    found.map(({ templateId: id, tag, name, params }) => [id, { id, tag, name, params }] as const),
  )
}

const SHOWN_LENGTH = 64

/** An id that is none of ours may be of any length. */
export function templateNotFound(templateId: string): ProtocolError {
  return new ProtocolError('TemplateNotFound', `There is no template ${templateId.slice(0, SHOWN_LENGTH)}.`)
}
