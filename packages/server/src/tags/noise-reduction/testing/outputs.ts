import { expect } from 'vitest'
import { noisyTone } from '../../../../../../test/tone.ts'
import { measureLoudness } from '../../../../../../tooling/loudness.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs(
  {
    NoiseReduction: (harness) => isSound(harness, 'out/talk.mp3', { codec_name: 'mp3', sample_rate: 24_000 }),
    NoiseReductionByTemplate: (harness) =>
      isSound(harness, 'out/talk.m4a', { codec_name: 'aac', sample_rate: 12_000 }),
    async NoiseReductionToLoudness(harness) {
      await isSound(harness, 'out/even.mp3', { codec_name: 'mp3', sample_rate: 24_000 })
      await isAsLoud(harness, 'out/even.mp3', -20.5)
    },
    async NoiseReductionToLoudnessByTemplate(harness) {
      await isSound(harness, 'out/even.m4a', { codec_name: 'aac', sample_rate: 16_000 })
      await isAsLoud(harness, 'out/even.m4a', -24)
    },
  },
  { objects: { 'in/talk.wav': noisyTone(1) } },
)

async function isSound(harness: JobHarness, key: string, stream: object): Promise<void> {
  const { streams, format } = await harness.probe(key)
  expect(streams).toMatchObject([{ codec_type: 'audio', channels: 1, ...stream }])
  expect(format.duration).toBeCloseTo(1, 0)
}

async function isAsLoud(harness: JobHarness, key: string, wantedLufs: number): Promise<void> {
  const { lufs, truePeakDb } = await measureLoudness(await harness.file(key))
  expect(Math.abs(lufs - wantedLufs)).toBeLessThanOrEqual(0.5)
  expect(truePeakDb).toBeLessThanOrEqual(-1)
}
