import { common, container, listOf, MediaResult, text, texts } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { BUCKET, REGION } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  output:
    `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>` +
    '<StreamExtract><Index>1</Index><Object>out/sound.mp4</Object></StreamExtract></Output>',
  wrong: '<Output></Output>',
  finished: { result: {}, files: ['out/sound.mp4'] },
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
