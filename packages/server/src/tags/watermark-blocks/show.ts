import type { XmlNode } from '../../protocol/xml/xml.ts'
import { showValues } from '../show-values.ts'
import { Watermark } from './params.ts'

/** The Watermark element, as it was sent. */
export function showWatermark({ place, slide, image, text }: Watermark): XmlNode {
  return [
    'Watermark',
    [
      ...showValues(place),
      ...(slide ? [['SlideConfig', showValues(slide)] as const] : []),
      ...(image ? [['Image', showValues(image)] as const] : []),
      ...(text ? [['Text', showValues(text)] as const] : []),
    ],
  ]
}

export function showWatermarkTemplate(params: unknown): readonly XmlNode[] {
  return [showWatermark(Watermark.parse(params))]
}
