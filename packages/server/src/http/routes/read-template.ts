import type { TemplateContent } from '../../engine/save-template.ts'
import { readTemplateRequest } from '../../protocol/template-shape.ts'
import type { Call } from '../call.ts'
import type { Service } from '../service.ts'

/** The body of POST and PUT /template. Throws NotImplemented for a tag without templates here, and InvalidArgument. */
export async function readTemplate({ tags }: Service, call: Call): Promise<TemplateContent> {
  const root = await call.readXmlBody()
  const { tag, name } = readTemplateRequest(root)
  return { tag, name, params: tags.templates.require(tag).read(root) }
}
