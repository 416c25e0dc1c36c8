import type { XmlNode } from '../../protocol/xml.ts'
import { showBlock } from '../block-schema.ts'
import { Watermark } from './params.ts'

/** The Watermark element, as it was sent. */
export function showWatermark({ place, slide, image, text }: Watermark): XmlNode {
  return [
    'Watermark',
    [
      ...showBlock(place),
      ...(slide ? [['SlideConfig', showBlock(slide)] as const] : []),
      ...(image ? [['Image', showBlock(image)] as const] : []),
      ...(text ? [['Text', showBlock(text)] as const] : []),
    ],
  ]
}

export function showWatermarkTemplate(params: unknown): readonly XmlNode[] {
  return [showWatermark(Watermark.parse(params))]
}
