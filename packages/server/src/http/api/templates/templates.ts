import { z } from 'zod'
import { templateDetailSchema, templatePageSchema } from '../../../api-schemas/templates.ts'
import { browseTemplates } from '../../../engine/operator/browse-templates.ts'
import { bucketPageQuery, DEFAULT_LIMIT } from '../page-query.ts'
import { noQuery, readRoute } from '../route.ts'
import { chooseTemplate } from './choose-template.ts'
import { serializeTemplate, serializeTemplateDetail, shownOfficial } from './serialize-template.ts'

const listTemplatesRoute = readRoute({
  path: '/templates',
  summary:
    'Templates of all buckets, newest first. The official ones, which every bucket has, stand behind the last of them, beside `limit`.',
  query: z.strictObject({ ...bucketPageQuery, tag: z.string().optional() }),
  answer: templatePageSchema,
  async handle({ db, engine }, { query: { limit = DEFAULT_LIMIT, ...filter } }) {
    const { templates, next } = await browseTemplates(db.reader, { ...filter, limit })
    const official = next === undefined ? shownOfficial(engine.tags) : []
    const matching = official.filter(({ tag }) => filter.tag === undefined || tag === filter.tag)
    return {
      templates: [
        ...templates.map(serializeTemplate),
        ...matching.map(({ params: _params, ...template }) => serializeTemplate(template)),
      ],
      next: next ?? null,
    }
  },
})

const showTemplateRoute = readRoute({
  path: '/templates/{id}',
  summary: 'One template with its parameters, by its id or by its name.',
  query: noQuery,
  answer: templateDetailSchema,
  async handle(context, { id }) {
    return serializeTemplateDetail(await chooseTemplate(context, id), context.engine.tags)
  },
})

export const templateRoutes = [listTemplatesRoute, showTemplateRoute]
