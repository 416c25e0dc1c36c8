import { container, text, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { outputXml } from '../../testing/test-tag.ts'

export const sample = new TagSample({
  params:
    '<Snapshot><Mode>Average</Mode><Count>1</Count><SnapshotOutMode>SnapshotAndSprite</SnapshotOutMode>' +
    '<SpriteSnapshotConfig><Color>White</Color><Columns>2</Columns><Lines>2</Lines></SpriteSnapshotConfig></Snapshot>',
  output: outputXml('out/shot-${Number}.jpg', '<SpriteObject>out/sprite-${Number}.jpg</SpriteObject>'),
  wrong: '<Snapshot><Count>0</Count></Snapshot>',
  template: '<Snapshot><Mode>Average</Mode><Count>3</Count></Snapshot>',
  finished: {
    result: { pictures: 1, prefix: 'out/shot-', spritePrefix: 'out/sprite-' },
    files: ['out/shot-0.jpg', 'out/sprite-0.jpg'],
    hasUserData: false,
  },
  decoder: container({
    ...withMedia,
    Output: texts('Bucket', 'Object', 'Region', 'SpriteObject'),
    Snapshot: container({
      Count: text,
      Mode: text,
      SnapshotOutMode: text,
      SpriteSnapshotConfig: texts('Color', 'Columns', 'Lines'),
    }),
  }),
  fields: { 'Snapshot.Count': '1' },
  companions: [
    [
      /^Snapshot\.SpriteSnapshotConfig\./,
      {
        'Snapshot.SpriteSnapshotConfig.Color': 'White',
        'Snapshot.SpriteSnapshotConfig.Columns': '2',
        'Snapshot.SpriteSnapshotConfig.Lines': '2',
      },
    ],
  ],
})
