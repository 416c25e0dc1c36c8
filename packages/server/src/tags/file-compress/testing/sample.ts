import { container, listOf, text, withOutput } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<FileCompressConfig><Flatten>0</Flatten><Format>cab</Format><Key>a</Key></FileCompressConfig>',
  decoder: container({
    ...withOutput,
    FileCompressConfig: container({ Flatten: text, Format: text, IgnoreError: text, Key: listOf(text) }),
    FileCompressResult: container({
      Bucket: text,
      Object: text,
      Region: text,
      CompressFileCount: text,
      ErrorCount: text,
      ErrorDetail: container({ ErrorCount: text, ErrorFile: listOf(text) }),
    }),
  }),
  fields: { 'FileCompressConfig.Format': 'zip', 'FileCompressConfig.Key': 'a' },
})
