import type { JsonValue } from '../../base/json.ts'
import type { TagTemplate } from '../tag.ts'
import { Watermark } from '../watermark-blocks/params.ts'
import { readWatermarkTemplate } from '../watermark-blocks/read.ts'
import { showWatermarkTemplate } from '../watermark-blocks/show.ts'

/** What jobs of other tags name with WatermarkTemplateId. Jobs of the tag Watermark name no template. */
export const watermarkTemplate = {
  tag: 'Watermark',
  read: readWatermarkTemplate,
  show: showWatermarkTemplate,
  addresses(params: JsonValue) {
    const { image } = Watermark.parse(params)
    return image ? [{ path: 'Watermark.Image.Url', url: image.Url }] : []
  },
} as const satisfies TagTemplate & { readonly tag: string }
