import { urlOf } from '../../sample-values.ts'
import { container, listOf, text, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample, type Fields } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

const MARK_PLACE: Fields = {
  'Watermark.Pos': 'Top',
  'Watermark.LocMode': 'Absolute',
}

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<Watermark><Type>Text</Type><Pos>Middle</Pos></Watermark>',
  decoder: container({ ...withMedia, WatermarkTemplateId: listOf(text) }),
  fields: {},
  companions: [
    [
      /^Watermark\.(?!Image)/,
      {
        ...MARK_PLACE,
        'Watermark.Type': 'Text',
        'Watermark.Text.FontSize': '20',
        'Watermark.Text.FontType': 'arial.ttf',
        'Watermark.Text.FontColor': '0xFFFFFF',
        'Watermark.Text.Transparency': '50',
        'Watermark.Text.Text': 't',
      },
    ],
    [
      /^Watermark\.Image\./,
      {
        ...MARK_PLACE,
        'Watermark.Type': 'Image',
        'Watermark.Image.Url': urlOf('b.mp4'),
        'Watermark.Image.Mode': 'Original',
        'Watermark.Image.Width': '50',
        'Watermark.Image.Transparency': '50',
      },
    ],
  ],
})
