import { createTemplate } from '../../../engine/templates/change-templates.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readTemplateContent } from '../../template-request.ts'
import { responseReply } from '../response-reply.ts'
import { showTemplate } from './show-template.ts'

/** POST /template. */
export async function createTemplateRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const body = await call.readXmlBody()
  const content = readTemplateContent(context.tags, { bucketName: bucket.name, body })
  const template = await createTemplate(context.engine, bucket, content)
  return responseReply([
    ['RequestId', call.requestId],
    showTemplate(context, bucket, { template, as: 'Template' }),
  ])
}
