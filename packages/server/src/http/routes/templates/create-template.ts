import { createTemplate } from '../../../engine/templates/change-templates.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readTemplate } from './read-template.ts'
import { responseReply } from '../response-reply.ts'
import { showTemplate } from './show-template.ts'

/** POST /template. */
export async function createTemplateRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const template = await createTemplate(context.engine, bucket, await readTemplate(context, call))
  return responseReply([
    ['RequestId', call.requestId],
    showTemplate(context, bucket, { template, as: 'Template' }),
  ])
}
