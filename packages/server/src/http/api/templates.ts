import { z } from 'zod'
import { browseTemplates } from '../../engine/operator/browse-templates.ts'
import { readRoute } from './route.ts'
import { templateShape, toTime } from './shapes.ts'

const list = readRoute({
  path: '/templates',
  summary: 'Templates that clients made, of all buckets, newest first.',
  query: z.strictObject({
    bucket: z.string().optional(),
    tag: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1_000).optional(),
    before: z.coerce.number().int().min(0).optional().meta({ description: 'The `next` of the page before.' }),
  }),
  answer: z.object({ templates: z.array(templateShape), next: z.int().nullable() }),
  async handle({ db }, { query: { limit = 50, ...wanted } }) {
    const { templates, next } = await browseTemplates(db.reader, { ...wanted, limit })
    const shown = templates.map(({ createdAt, updatedAt, ...template }) => ({
      ...template,
      createdAt: toTime(createdAt),
      updatedAt: toTime(updatedAt),
    }))
    return { templates: shown, next: next ?? null }
  },
})

export const templateRoutes = [list]
