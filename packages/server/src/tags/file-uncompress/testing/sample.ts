import { common, container, texts } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { BUCKET, REGION } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  params: '<FileUncompressConfig><Prefix>out/all/</Prefix></FileUncompressConfig>',
  output: `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket></Output>`,
  wrong: '<FileUncompressConfig><PrefixReplaced>3</PrefixReplaced></FileUncompressConfig>',
  finished: { result: { region: REGION, bucket: BUCKET, files: 3 }, files: [] },
  decoder: container({
    ...common,
    Output: texts('Bucket', 'Region'),
    FileUncompressConfig: texts('Prefix'),
    FileUncompressResult: texts('Bucket', 'Region', 'FileCount'),
  }),
  fields: { 'FileUncompressConfig.Prefix': 'x/' },
})
