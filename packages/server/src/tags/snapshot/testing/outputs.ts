import { expect } from 'vitest'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  Snapshot: (harness) => areSnapshots(harness, 'out/snapshot-N.png', 'out/sprite-0.jpg'),
  SnapshotByTemplate: (harness) => areSnapshots(harness, 'out/snapshot-t-N.jpg', 'out/sprite-t-0.jpg'),

  async SnapshotOfKeyFrames(harness) {
    for (const number of [0, 1]) {
      const { streams } = await harness.probe(`out/keys-${number}.jpg`)
      expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 320, height: 120 }])
    }
  },

  async SnapshotEvenly(harness) {
    for (const number of [0, 1]) {
      const { streams } = await harness.probe(`out/even/${number}.webp`)
      expect(streams).toMatchObject([{ codec_name: 'webp', width: 128, height: 96 }])
    }
  },
})

async function areSnapshots(harness: JobHarness, pictures: string, sprite: string): Promise<void> {
  const codec_name = pictures.endsWith('png') ? 'png' : 'mjpeg'
  for (const number of [0, 1, 2]) {
    const { streams } = await harness.probe(pictures.replace('N', String(number)))
    expect(streams).toMatchObject([{ codec_name, width: 192, height: 144, nb_read_frames: 1 }])
  }
  await expect(harness.head(pictures.replace('N', '3'))).rejects.toMatchObject({ statusCode: 404 })
  // Two cells of 64 × 48 each way, 2 between them and 4 around.
  const { streams } = await harness.probe(sprite)
  expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 138, height: 106, nb_read_frames: 1 }])
}
