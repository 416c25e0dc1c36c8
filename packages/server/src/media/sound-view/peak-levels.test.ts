import { expect, test } from 'vitest'
import { PeakLevels } from './peak-levels.ts'
import { PEAK_LEVELS } from './view-layout.ts'

interface Looked {
  /** The values of each level's buckets. */
  readonly levels: readonly (readonly number[])[]
  readonly peaks: PeakLevels
}

/** In pieces that are no buckets. */
function look(channels: readonly Float32Array[], bucketSamples: number): Looked {
  const levels: number[][] = Array.from({ length: PEAK_LEVELS }, () => [])
  const peaks = new PeakLevels({
    channels: channels.length,
    bucketSamples,
    onBucket: (level, bytes) => levels[level]?.push(...new Int16Array(Uint8Array.from(bytes).buffer)),
  })
  for (let from = 0; from < (channels[0]?.length ?? 0); from += 7)
    peaks.push(channels.map((samples) => samples.subarray(from, from + 7)))
  peaks.flush()
  return { levels, peaks }
}

test('a click is in its bucket, at all levels', () => {
  const samples = new Float32Array(1_000)
  samples[733] = -0.5
  const { levels, peaks } = look([samples], 10)
  for (const [level, values] of levels.entries()) {
    const count = Math.ceil(100 / 2 ** level)
    expect(values).toHaveLength(2 * count)
    const at = Math.floor(73 / 2 ** level)
    const expected = Array.from({ length: 2 * count }, (_, n) => (n === 2 * at ? -16_384 : 0))
    expect(values.map((value) => value + 0)).toEqual(expected)
  }
  expect(peaks.peak).toBe(0.5)
})

test('channels lie side by side, and samples beyond full scale are limited and counted', () => {
  const left = Float32Array.from([0.25, -0.25, 1.5, 0])
  const right = Float32Array.from([0, 0, -1, 32_767 / 32_768])
  const { levels, peaks } = look([left, right], 2)
  expect(levels[0]).toEqual([-8_192, 8_192, 0, 0, 0, 32_767, -32_768, 32_767])
  expect(levels[1]).toEqual([-8_192, 32_767, -32_768, 32_767])
  expect(peaks.clippedSamples).toBe(3)
  expect(peaks.peak).toBe(1.5)
  expect(peaks.samples).toBe(4)
})

test('the last bucket has what is left', () => {
  const { levels } = look([Float32Array.from({ length: 25 }, (_, n) => n / 100)], 10)
  expect(levels[0]).toHaveLength(6)
  expect(levels[1]).toHaveLength(4)
  expect(levels[2]).toHaveLength(2)
  expect(levels[2]).toEqual([0, Math.round(0.24 * 32_768)])
})

test('silence has no peak', () => {
  const { levels, peaks } = look([new Float32Array(100)], 10)
  expect(levels.flat().every((value) => value === 0)).toBe(true)
  expect(peaks.peak).toBe(0)
  expect(peaks.clippedSamples).toBe(0)
})
