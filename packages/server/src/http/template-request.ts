import type { TemplateContent } from '../engine/templates/change-templates.ts'
import { readTemplateRequest } from '../protocol/jobs/template-shape.ts'
import { keyOfUrl } from '../protocol/object-url.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import { readTemplateParams } from '../tags/read-operation.ts'
import type { TagRegistry } from '../tags/registry.ts'

export interface RequestedTemplate {
  readonly bucketName: string
  /** The body of POST /template. */
  readonly body: XmlElement
}

/** Throws NotImplemented for a tag without templates here, and InvalidArgument. */
export function readTemplateContent(
  tags: TagRegistry,
  { bucketName, body }: RequestedTemplate,
): TemplateContent {
  const { tag, name, field } = readTemplateRequest(body)
  const kind = tags.templates.require(tag)
  const params = readTemplateParams(kind, field)
  // Otherwise each job with the template would be rejected.
  for (const { path, url } of kind.addresses?.(params) ?? []) keyOfUrl(path, url, bucketName)
  return { tag, name, params }
}
