import { container, listOf, text, withOutput } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  params:
    '<FileCompressConfig><Flatten>0</Flatten><Format>zip</Format><Key>in/gone.mp4</Key>' +
    '<IgnoreError>true</IgnoreError></FileCompressConfig>',
  output: outputXml('out/all.zip'),
  wrong: '<FileCompressConfig><Flatten>0</Flatten><Format>cab</Format><Key>a</Key></FileCompressConfig>',
  finished: { result: { files: 0, errors: 1, leftOut: ['in/gone.mp4'] }, files: ['out/all.zip'] },
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
