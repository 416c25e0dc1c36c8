import { container, listOf, text, withMedia } from '../../testing/callback-shapes.ts'
import { FILM, MARK, urlOf } from '../../testing/sample-values.ts'
import { TagSample, type Fields } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

const MARK_PLACE: Fields = {
  'Watermark.Pos': 'Top',
  'Watermark.LocMode': 'Absolute',
}

export const sample = new TagSample({
  params:
    '<Watermark><Type>Text</Type><Pos>TopLeft</Pos><LocMode>Absolute</LocMode><Text><FontSize>20</FontSize>' +
    '<FontType>simfang.ttf</FontType><FontColor>0xF0F0F0</FontColor><Transparency>80</Transparency><Text>t</Text></Text></Watermark>',
  output: outputXml('out/marked.mp4'),
  wrong: '<Watermark><Type>Text</Type><Pos>Middle</Pos></Watermark>',
  finished: {
    params: `<WatermarkTemplateId>${MARK.id}</WatermarkTemplateId>`,
    result: { probe: FILM },
    files: ['out/marked.mp4'],
    message: 'success',
  },
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
