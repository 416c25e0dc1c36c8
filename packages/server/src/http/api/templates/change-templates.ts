import { z } from 'zod'
import { deletedTemplateSchema, templateDetailSchema } from '../../../api-schemas/templates.ts'
import type { BucketRecord } from '../../../buckets/store.ts'
import { createTemplate, deleteTemplate, updateTemplate } from '../../../engine/templates/change-templates.ts'
import type { TemplateRecord } from '../../../templates/template.ts'
import { readTemplateContent } from '../../template-request.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'
import { elementBody, readElement } from '../read-element.ts'
import { requireBucket } from '../require-resource.ts'
import { changeRoute, deleteRoute } from '../route.ts'
import { chooseTemplate } from './choose-template.ts'
import { serializeTemplateDetail } from './serialize-template.ts'

const createRoute = changeRoute({
  method: 'POST',
  path: '/templates',
  summary: 'Creates a template, which is checked as the protocol does.',
  body: z.strictObject({ bucket: z.string(), request: elementBody('POST /template') }),
  answer: templateDetailSchema,
  async handle(context, { body }) {
    const bucket = await requireBucket(context.db.reader, body.bucket)
    const { engine } = context
    const wanted = { bucketName: bucket.name, body: readElement(body.request) }
    return shown(context, await createTemplate(engine, bucket, readTemplateContent(engine.tags, wanted)))
  },
})

const replaceRoute = changeRoute({
  method: 'PATCH',
  path: '/templates/{id}',
  summary:
    'Replaces the name and all parameters of a template. Jobs that were submitted with it keep theirs.',
  body: z.strictObject({ request: elementBody('PUT /template') }),
  answer: templateDetailSchema,
  async handle(context, { id, body }) {
    const { bucket, templateId } = await requireOwn(context, id)
    const { engine } = context
    const content = readTemplateContent(engine.tags, {
      bucketName: bucket.name,
      body: readElement(body.request),
    })
    return shown(context, await updateTemplate(engine, { bucketId: bucket.id, templateId }, content))
  },
})

const deleteOneRoute = deleteRoute({
  path: '/templates/{id}',
  summary: 'Deletes a template. Jobs that were submitted with it keep its parameters.',
  answer: deletedTemplateSchema,
  async handle(context, { id }) {
    const { bucket, templateId } = await requireOwn(context, id)
    await deleteTemplate(context.engine, { bucketId: bucket.id, templateId })
    return { deleted: templateId }
  },
})

/** Throws ApiProblem for an official template, too. */
async function requireOwn(
  context: ApiContext,
  wanted: string,
): Promise<{ bucket: BucketRecord; templateId: string }> {
  const { id: templateId, name, bucket } = await chooseTemplate(context, wanted)
  if (bucket === null)
    throw new ApiProblem('conflict', `The template ${name} is an official one, which can’t be changed.`)
  return { bucket: await requireBucket(context.db.reader, bucket), templateId }
}

async function shown(context: ApiContext, { templateId }: TemplateRecord) {
  return serializeTemplateDetail(await chooseTemplate(context, templateId), context.engine.tags)
}

export const changeTemplateRoutes = [createRoute, replaceRoute, deleteOneRoute]
