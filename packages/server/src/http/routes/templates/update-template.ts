import { updateTemplate } from '../../../engine/templates/change-templates.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readTemplateContent } from '../../template-request.ts'
import { responseReply } from '../response-reply.ts'
import { showTemplate } from './show-template.ts'

/** PUT /template/{id}: replaces its name and its parameters. */
export async function updateTemplateRoute(
  context: RouteContext,
  call: Call,
  templateId: string,
): Promise<Reply> {
  const bucket = requireBucket(call)
  const body = await call.readXmlBody()
  const content = readTemplateContent(context.tags, { bucketName: bucket.name, body })
  const template = await updateTemplate(context.engine, { bucketId: bucket.id, templateId }, content)
  return responseReply([
    ['RequestId', call.requestId],
    showTemplate(context, bucket, { template, as: 'Template' }),
  ])
}
