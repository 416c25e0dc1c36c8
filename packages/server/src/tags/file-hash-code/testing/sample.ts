import { common, container, texts } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'

export const sample = new TagSample({
  params: '<FileHashCodeConfig><Type>MD5</Type><AddToHeader>true</AddToHeader></FileHashCodeConfig>',
  wrong: '<FileHashCodeConfig><Type>MD4</Type></FileHashCodeConfig>',
  takesAnyBytes: true,
  finished: {
    result: {
      ...{ type: 'MD5', hex: '3df1f845d2ffd20a525a93ec40014d90', bytes: 1_424_687 },
      object: { etag: '3df1f845d2ffd20a525a93ec40014d90', modifiedAt: Date.UTC(2024, 4, 6, 1) },
    },
    files: [],
  },
  decoder: container({
    ...common,
    FileHashCodeConfig: texts('Type', 'AddToHeader'),
    FileHashCodeResult: texts('MD5', 'FileSize', 'LastModified', 'Etag'),
  }),
  fields: { 'FileHashCodeConfig.Type': 'MD5' },
})
