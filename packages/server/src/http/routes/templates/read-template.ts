import type { TemplateContent } from '../../../engine/templates/change-templates.ts'
import { keyOfUrl } from '../../../protocol/object-url.ts'
import { readTemplateRequest } from '../../../protocol/jobs/template-shape.ts'
import { readTemplateParams } from '../../../tags/read-operation.ts'
import { requireBucket, type Call } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'

/**
 * Reads the body of POST and PUT /template. Throws NotImplemented for a tag without templates here, and
 * InvalidArgument.
 */
export async function readTemplate({ tags }: RouteContext, call: Call): Promise<TemplateContent> {
  const { tag, name, field } = readTemplateRequest(await call.readXmlBody())
  const kind = tags.templates.require(tag)
  const params = readTemplateParams(kind, field)
  // Otherwise each job with the template would be rejected.
  for (const { path, url } of kind.addresses?.(params) ?? []) keyOfUrl(path, url, requireBucket(call).name)
  return { tag, name, params }
}
