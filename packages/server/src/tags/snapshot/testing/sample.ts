import { container, text, texts, withMedia } from '../../testing/callback-shapes.ts'
import { TagSample } from '../../testing/tag-sample.ts'
import { sampleJob } from '../sample-job.ts'

export const sample = new TagSample({
  ...sampleJob,
  wrong: '<Snapshot><Count>0</Count></Snapshot>',
  template: '<Snapshot><Mode>Average</Mode><Count>3</Count></Snapshot>',
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
