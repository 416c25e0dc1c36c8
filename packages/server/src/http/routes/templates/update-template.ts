import { updateTemplate } from '../../../engine/templates/change-templates.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readTemplate } from './read-template.ts'
import { responseReply } from '../response-reply.ts'
import { showTemplate } from './show-template.ts'

/** PUT /template/{id}: replaces its name and its parameters. */
export async function updateTemplateRoute(
  context: RouteContext,
  call: Call,
  templateId: string,
): Promise<Reply> {
  const bucket = requireBucket(call)
  const content = await readTemplate(context, call)
  const template = await updateTemplate(context.engine, { bucketId: bucket.id, templateId }, content)
  return responseReply([
    ['RequestId', call.requestId],
    showTemplate(context, bucket, { template, as: 'Template' }),
  ])
}
