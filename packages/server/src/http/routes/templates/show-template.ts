import type { BucketRecord } from '../../../buckets/store.ts'
import { templateNode } from '../../../protocol/jobs/template-shape.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import { isOfficial } from '../../../templates/official.ts'
import type { TemplateRecord } from '../../../templates/template.ts'
import type { RouteContext } from '../../route-context.ts'

export function showTemplate(
  { engine, tags }: RouteContext,
  bucket: BucketRecord,
  { template, as }: { readonly template: TemplateRecord; readonly as: 'TemplateList' | 'Template' },
): XmlNode {
  const { templateId, tag, name, params, createdAt, updatedAt } = template
  const official = isOfficial(templateId)
  return templateNode(as, {
    templateId,
    tag,
    name,
    bucketId: official ? '' : bucket.name,
    category: official ? 'Official' : 'Custom',
    createTime: createdAt,
    updateTime: updatedAt,
    timeZone: engine.timeZone,
    // A release with more kinds may have stored it. It is shown as far as it is known, and can be deleted.
    params: tags.templates.find(tag)?.show(params) ?? [],
  })
}
