import { z } from 'zod'
import { container, listOf, text, withOutput } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

const picture = { Format: text, Width: z.int(), Height: z.int(), Quality: z.int().optional() }

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<PicProcess><ProcessRule>imageMogr2/rotate/x</ProcessRule></PicProcess>',
  template: sampleJob.params ?? '',
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
