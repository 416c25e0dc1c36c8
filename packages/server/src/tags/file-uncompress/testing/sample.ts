import { common, container, texts } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<FileUncompressConfig><PrefixReplaced>3</PrefixReplaced></FileUncompressConfig>',
  decoder: container({
    ...common,
    Output: texts('Bucket', 'Region'),
    FileUncompressConfig: texts('Prefix'),
    FileUncompressResult: texts('Bucket', 'Region', 'FileCount'),
  }),
  fields: { 'FileUncompressConfig.Prefix': 'x/' },
})
