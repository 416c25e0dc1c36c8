import type { Queryable } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { childrenNamed } from '../../protocol/xml/xml.ts'
import type { NamedTemplate } from '../../tags/tag.ts'
import { findTemplates, type TemplateSource } from './find-templates.ts'

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
  const named = operations.flatMap(({ place: { element } }) =>
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
