import { tagListSchema } from '../../api-schemas/tags.ts'
import { NODE_TYPES } from '../../protocol/workflows/workflow-links.ts'
import type { Tag, TagTemplate } from '../../tags/tag.ts'
import { noQuery, readRoute } from './route.ts'

const INPUTS = { true: 'required', false: 'none', optional: 'optional' } as const

const listTagsRoute = readRoute({
  path: '/tags',
  summary: 'The tags that this release runs, with the parameters of their jobs.',
  query: noQuery,
  answer: tagListSchema,
  handle: ({ engine }) => ({
    tags: engine.tags.all.map((tag) => serializeTag(tag, engine.tags.templates.find(tag.name))),
  }),
})

function serializeTag({ name, takesInput = true, template, parameters }: Tag, kind?: TagTemplate) {
  return {
    tag: name,
    input: INPUTS[`${takesInput}`],
    hasTemplates: template !== undefined,
    templateForm: kind ? (kind.isFlat ? ('flat' as const) : ('block' as const)) : null,
    isNode: NODE_TYPES.includes(name),
    parameters,
  }
}

export const tagRoutes = [listTagsRoute]
