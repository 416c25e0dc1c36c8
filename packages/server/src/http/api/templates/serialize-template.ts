import type { z } from 'zod'
import type { templateDetailSchema, templatePageSchema } from '../../../api-schemas/templates.ts'
import type { BrowsedTemplate, BrowsedTemplateDetail } from '../../../engine/operator/browse-templates.ts'
import { writeXml } from '../../../protocol/xml/write-xml.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { TagRegistry } from '../../../tags/registry.ts'
import { officialTemplates } from '../../../templates/official.ts'
import { jsonOf } from '../json-of.ts'
import { toIsoTime } from '../times.ts'

type Shown = z.input<typeof templatePageSchema>['templates'][number]

/** `bucket`: null for an official template, which belongs to every bucket. */
export interface ShownTemplate extends Omit<BrowsedTemplateDetail, 'bucket'> {
  readonly bucket: string | null
}

export function serializeTemplate({
  createdAt,
  updatedAt,
  ...template
}: Omit<BrowsedTemplate, 'bucket'> & Pick<ShownTemplate, 'bucket'>): Shown {
  return {
    ...template,
    category: template.bucket === null ? 'Official' : 'Custom',
    createdAt: toIsoTime(createdAt),
    updatedAt: toIsoTime(updatedAt),
  }
}

/** A template alone. */
export function serializeTemplateDetail(
  { params, ...template }: ShownTemplate,
  { templates }: TagRegistry,
): z.input<typeof templateDetailSchema> {
  const { tag, name } = template
  // A release with more kinds may have stored it.
  const kind = templates.find(tag)
  const shown = kind?.show(params) ?? []
  const content = shown.flatMap((node): readonly XmlNode[] =>
    kind?.isFlat && typeof node[1] !== 'string' ? node[1] : [node],
  )
  const request: readonly XmlNode[] = [['Tag', tag], ['Name', name], ...content]
  return {
    ...serializeTemplate(template),
    params: jsonOf(shown),
    request: jsonOf(request),
    xml: writeXml(['Request', request]),
  }
}

/** Those that come with the release. */
export function shownOfficial({ templates }: TagRegistry): readonly ShownTemplate[] {
  return officialTemplates(templates.find).map(({ templateId: id, ...template }) => ({
    ...{ sequence: 0, id, bucket: null },
    ...template,
  }))
}
