import { deleteTemplate } from '../../../engine/templates/change-templates.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { responseReply } from '../response-reply.ts'

/** DELETE /template/{id}. */
export async function deleteTemplateRoute(
  context: RouteContext,
  call: Call,
  templateId: string,
): Promise<Reply> {
  const bucket = requireBucket(call)
  await deleteTemplate(context.engine, { bucketId: bucket.id, templateId })
  return responseReply([
    ['RequestId', call.requestId],
    ['TemplateId', templateId],
  ])
}
