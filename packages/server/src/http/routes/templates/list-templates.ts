import { findTemplates, listTemplates } from '../../../engine/templates/read-templates.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { TemplateKinds } from '../../../tags/template-kinds.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { defaultSizeFor, pageNodes, readNumberedPage } from '../paging.ts'
import { choiceParameter, listParameter, optionalParameter } from '../read-parameters.ts'
import { responseReply } from '../response-reply.ts'
import { showTemplate } from './show-template.ts'

const MAX_IDS = 50

/** GET /template: templates by id, of either category, or a page of one category. */
export async function listTemplatesRoute(context: RouteContext, call: Call): Promise<Reply> {
  const ids = [...new Set(listParameter(call.query, 'ids'))]
  const found = ids.length > 0 ? await templatesById(context, call, ids) : await pageOf(context, call)
  return responseReply([['RequestId', call.requestId], ...found])
}

/** In the requested order; unknown ids are listed. */
async function templatesById(
  context: RouteContext,
  call: Call,
  ids: readonly string[],
): Promise<readonly XmlNode[]> {
  const bucket = requireBucket(call)
  if (ids.length > MAX_IDS) {
    throw new ProtocolError('InvalidArgument', `At most ${MAX_IDS} ids can be asked for at once.`)
  }
  const { engine, tags } = context
  const found = await findTemplates(engine.db.reader, { bucketId: bucket.id, kinds: tags.templates }, ids)
  const byId = new Map(found.map((template) => [template.templateId, template]))
  const missing = ids.filter((id) => !byId.has(id)).map((id): XmlNode => ['TemplateId', id])
  const page = readNumberedPage(call.query, defaultSizeFor(ids))
  const templates = ids.flatMap((id) => byId.get(id) ?? []).slice(page.offset, page.offset + page.size)
  return [
    ...pageNodes(page, found.length),
    ...templates.map((template) => showTemplate(context, bucket, { template, as: 'TemplateList' })),
    ...(missing.length > 0 ? [['NonExistTIDs', missing] as const] : []),
  ]
}

async function pageOf(context: RouteContext, call: Call): Promise<readonly XmlNode[]> {
  const bucket = requireBucket(call)
  const { query } = call
  const kinds = context.tags.templates
  const page = readNumberedPage(query)
  const { total, templates } = await listTemplates(context.engine.db.reader, {
    bucketId: bucket.id,
    kinds,
    category: choiceParameter(query, 'category', ['Custom', 'Official']) ?? 'Custom',
    tags: readTags(query, kinds),
    namePrefix: optionalParameter(query, 'name') ?? '',
    offset: page.offset,
    limit: page.size,
  })
  return [
    ...pageNodes(page, total),
    ...templates.map((template) => showTemplate(context, bucket, { template, as: 'TemplateList' })),
  ]
}

/** `undefined`: all. */
function readTags(query: Query, kinds: TemplateKinds): readonly string[] | undefined {
  const tags = [...new Set(listParameter(query, 'tag'))]
  if (tags.length === 0 || tags.some((tag) => tag.toLowerCase() === 'all')) return undefined
  const unknown = tags.find((tag) => !kinds.isDocumented(tag))
  if (unknown === undefined) return tags
  throw new ProtocolError('InvalidArgument', `tag ${JSON.stringify(unknown)} is not known.`)
}
