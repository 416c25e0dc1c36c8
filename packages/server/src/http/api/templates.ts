import { z } from 'zod'
import { templateDetailSchema, templatePageSchema } from '../../api-schemas/templates.ts'
import { browseTemplate, browseTemplates } from '../../engine/operator/browse-templates.ts'
import { chooseNamed } from './choose-named.ts'
import { jsonOf } from './json-of.ts'
import { DEFAULT_LIMIT, pageQuery } from './page-query.ts'
import { noQuery, readRoute } from './route.ts'
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

const showTemplateRoute = readRoute({
  path: '/templates/{id}',
  summary: 'One template with its parameters, by its id or by its name.',
  query: noQuery,
  answer: templateDetailSchema,
  async handle({ db, engine }, { id }) {
    const { params, createdAt, updatedAt, ...template } = chooseNamed(
      await browseTemplate(db.reader, id),
      'template',
      id,
    )
    // A release with more kinds may have stored it.
    const shown = engine.tags.templates.find(template.tag)?.show(params) ?? []
    return {
      ...template,
      createdAt: toIsoTime(createdAt),
      updatedAt: toIsoTime(updatedAt),
      params: jsonOf(shown),
    }
  },
})

export const templateRoutes = [listTemplatesRoute, showTemplateRoute]
