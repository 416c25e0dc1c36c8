import { expect } from 'vitest'
import { noisyTone } from '../../../../../../test/tone.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs(
  {
    NoiseReduction: (harness) => isSound(harness, 'out/talk.mp3', { codec_name: 'mp3', sample_rate: 24_000 }),
    NoiseReductionByTemplate: (harness) =>
      isSound(harness, 'out/talk.m4a', { codec_name: 'aac', sample_rate: 12_000 }),
  },
  { objects: { 'in/talk.wav': noisyTone(1) } },
)

async function isSound(harness: JobHarness, key: string, stream: object): Promise<void> {
  const { streams, format } = await harness.probe(key)
  expect(streams).toMatchObject([{ codec_type: 'audio', channels: 1, ...stream }])
  expect(format.duration).toBeCloseTo(1, 0)
}
