import { createTemplate as create } from '../../../engine/templates/change-templates.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { Service } from '../../service.ts'
import { readTemplate } from './read-template.ts'
import { responseReply } from '../response-reply.ts'
import { showTemplate } from './show-template.ts'

/** POST /template. */
export async function createTemplate(service: Service, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const template = await create(service.engine, bucket, await readTemplate(service, call))
  return responseReply([
    ['RequestId', call.requestId],
    showTemplate(service, bucket, { template, as: 'Template' }),
  ])
}
