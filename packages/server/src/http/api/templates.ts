import { z } from 'zod'
import { templatePageSchema } from '../../api-schemas/templates.ts'
import { browseTemplates } from '../../engine/operator/browse-templates.ts'
import { DEFAULT_LIMIT, pageQuery } from './page-query.ts'
import { readRoute } from './route.ts'
import { toIsoTime } from './times.ts'

const listTemplatesRoute = readRoute({
  path: '/templates',
  summary: 'Templates that clients made, of all buckets, newest first.',
  query: z.strictObject({
    bucket: z.string().optional(),
    tag: z.string().optional(),
    ...pageQuery,
  }),
  answer: templatePageSchema,
  async handle({ db }, { query: { limit = DEFAULT_LIMIT, ...filter } }) {
    const { templates, next } = await browseTemplates(db.reader, { ...filter, limit })
    const serialized = templates.map(({ createdAt, updatedAt, ...template }) => ({
      ...template,
      createdAt: toIsoTime(createdAt),
      updatedAt: toIsoTime(updatedAt),
    }))
    return { templates: serialized, next: next ?? null }
  },
})

export const templateRoutes = [listTemplatesRoute]
