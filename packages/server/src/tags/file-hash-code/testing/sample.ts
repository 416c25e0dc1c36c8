import { common, container, texts } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<FileHashCodeConfig><Type>MD4</Type></FileHashCodeConfig>',
  takesAnyBytes: true,
  decoder: container({
    ...common,
    FileHashCodeConfig: texts('Type', 'AddToHeader'),
    FileHashCodeResult: texts('MD5', 'FileSize', 'LastModified', 'Etag'),
  }),
  fields: { 'FileHashCodeConfig.Type': 'MD5' },
})
