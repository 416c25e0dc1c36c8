import { updateTemplate as update } from '../../../engine/templates/change-templates.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { Service } from '../../service.ts'
import { readTemplate } from './read-template.ts'
import { responseReply } from '../response-reply.ts'
import { showTemplate } from './show-template.ts'

/** PUT /template/{id}: replaces its name and its parameters. */
export async function updateTemplate(service: Service, call: Call, templateId: string): Promise<Reply> {
  const bucket = requireBucket(call)
  const content = await readTemplate(service, call)
  const template = await update(service.engine, { bucketId: bucket.id, templateId }, content)
  return responseReply([
    ['RequestId', call.requestId],
    showTemplate(service, bucket, { template, as: 'Template' }),
  ])
}
