import { z } from 'zod'
import { container, listOf, text, withOutput } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

const params =
  '<PicProcess><IsPicInfo>true</IsPicInfo><ProcessRule>imageMogr2/rotate/90</ProcessRule></PicProcess>'
const picture = { Format: text, Width: z.int(), Height: z.int(), Quality: z.int().optional() }

export const sample = new TagSample({
  params,
  output: outputXml('out/turned.jpg'),
  wrong: '<PicProcess><ProcessRule>imageMogr2/rotate/x</ProcessRule></PicProcess>',
  template: params,
  finished: {
    // The picture was replaced while it was worked on, so that nobody knows its ETag any more.
    result: {
      original: { format: 'JPEG', width: 500, height: 417, quality: 68, average: '0xc64847', orientation: 0 },
      processed: { format: 'JPEG', width: 417, height: 500, quality: 68 },
    },
    files: ['out/turned.jpg'],
    hasUserData: false,
  },
  decoder: container({
    ...withOutput,
    PicProcess: container({ IsPicInfo: z.boolean(), ProcessRule: text }),
    PicProcessResult: listOf(
      container({
        InputObjectName: text,
        InputObjectUrl: z.url(),
        ObjectName: text,
        ObjectUrl: z.url(),
        OriginalInfo: container({
          Etag: text,
          ImageInfo: container({ ...picture, Ave: text, Orientation: z.int() }),
        }),
        ProcessResult: container({ ...picture, Etag: text, Size: z.int() }),
      }),
    ),
  }),
  fields: { 'PicProcess.ProcessRule': 'imageMogr2/rotate/90' },
})
