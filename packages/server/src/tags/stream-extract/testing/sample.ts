import { MediaResult, common, container, listOf, text, texts } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<Output></Output>',
  decoder: container({
    ...common,
    MediaResult,
    Output: container({
      Bucket: text,
      Region: text,
      StreamExtract: listOf(texts('Index', 'Object', 'Output')),
    }),
  }),
  companions: [
    [
      /^Output\.StreamExtract\./,
      { 'Output.StreamExtract.Index': '0', 'Output.StreamExtract.Object': 'out/a.mp4' },
    ],
  ],
})
