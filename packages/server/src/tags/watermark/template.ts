import type { TagTemplate } from '../tag.ts'
import { readWatermarkTemplate } from './read.ts'
import { showWatermarkTemplate } from './show.ts'

/** What jobs name with WatermarkTemplateId; no job is of this kind. */
export const watermarkTemplate = {
  tag: 'Watermark',
  read: readWatermarkTemplate,
  show: showWatermarkTemplate,
} as const satisfies TagTemplate & { readonly tag: string }
