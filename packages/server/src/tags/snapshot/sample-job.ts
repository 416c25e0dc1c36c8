import { outputXml } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params:
    '<Snapshot><Mode>Average</Mode><Count>1</Count><SnapshotOutMode>SnapshotAndSprite</SnapshotOutMode>' +
    '<SpriteSnapshotConfig><Color>White</Color><Columns>2</Columns><Lines>2</Lines></SpriteSnapshotConfig></Snapshot>',
  output: outputXml('out/shot-${Number}.jpg', '<SpriteObject>out/sprite-${Number}.jpg</SpriteObject>'),
  finished: {
    result: { pictures: 1, prefix: 'out/shot-', spritePrefix: 'out/sprite-' },
    files: ['out/shot-0.jpg', 'out/sprite-0.jpg'],
    hasUserData: false,
  },
}
