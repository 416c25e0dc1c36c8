import {
  nonEmptyFields,
  invalidArgument,
  skipFields,
  textsAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import type { ReadContext } from '../tag.ts'
import { MOST_WATERMARKS, Watermark, type JobWatermark } from './params.ts'
import { readWatermark } from './read.ts'

/** The watermarks of an operation: those of templates, or else those that it has itself. Throws InvalidArgument. */
export function readWatermarks(place: FieldPath, { templateOf, keyAt }: ReadContext): JobWatermark[] {
  const named = textsAt(place, 'WatermarkTemplateId').map((id) => ({
    watermark: Watermark.parse(templateOf('Watermark', id).params),
    templateId: id,
  }))
  // As with the settings, a template wins.
  if (named.length > 0) skipFields(place, 'Watermark')
  const watermarks =
    named.length > 0
      ? named
      : nonEmptyFields(place, 'Watermark').map((one) => ({ watermark: readWatermark(one) }))
  if (watermarks.length > MOST_WATERMARKS)
    throw invalidArgument(`At most ${MOST_WATERMARKS} watermarks are allowed.`)
  return watermarks.map((one) => {
    const url = one.watermark.image?.Url
    return url === undefined ? one : { ...one, imageKey: keyAt('Watermark.Image.Url', url) }
  })
}
