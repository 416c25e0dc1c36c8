import { expect } from 'vitest'
import { digest } from '../../testing/output-checks.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  SmartCover: (harness) => areCovers(harness, 'out/cover-N.png'),
  SmartCoverByTemplate: (harness) => areCovers(harness, 'out/cover-t-N.png'),

  async SmartCoverAsUsual(harness) {
    for (const number of [0, 1, 2]) {
      const { streams } = await harness.probe(`out/usual-${number}.jpg`)
      expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 160, height: 120 }])
    }
  },
})

async function areCovers(harness: JobHarness, pictures: string): Promise<void> {
  const hashes = new Set<string>()
  for (const number of [0, 1]) {
    const key = pictures.replace('N', String(number))
    const { streams } = await harness.probe(key)
    expect(streams).toMatchObject([{ codec_name: 'png', width: 160, height: 128 }])
    hashes.add(digest('md5', await harness.bytes(key)))
  }
  expect(hashes.size).toBe(2)
}
