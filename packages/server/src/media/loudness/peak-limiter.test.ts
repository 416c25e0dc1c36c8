import { expect, test } from 'vitest'
import { fromDb, toDb } from './decibels.ts'
import { quietFfmpeg } from '../ffmpeg.ts'
import { LoudnessMeter } from './loudness-meter.ts'
import { PeakLimiter } from './peak-limiter.ts'

quietFfmpeg()

const CEILING_DB = -1.1

/** A tone of changing level, whose peaks lie between samples, with clicks. */
function tone(sampleRate: number, seconds: number): Float32Array {
  return Float32Array.from({ length: sampleRate * seconds }, (_, n) => {
    const t = n / sampleRate
    const level = 0.2 + 0.6 * Math.abs(Math.sin(3 * t))
    const click = n % 7_919 === 0 ? 0.9 : 0
    return level * Math.sin(0.25 * Math.PI * n + Math.PI / 8) + click
  })
}

/** Limits in chunks of odd lengths. */
function limited(
  channels: readonly Float32Array[],
  { sampleRate, gainDb }: { readonly sampleRate: number; readonly gainDb: number },
): readonly number[][] {
  const shape = { sampleRate, channels: channels.length === 2 ? 2 : 1 } as const
  const output: number[][] = channels.map(() => [])
  using limiter = new PeakLimiter(shape, { gain: fromDb(gainDb), ceiling: fromDb(CEILING_DB) })
  const length = channels[0]?.length ?? 0
  const keep = (ready: readonly Float32Array[]): void => {
    for (const [n, samples] of ready.entries()) output[n]?.push(...samples)
  }
  for (let from = 0; from < length; from += 1_237)
    keep(limiter.push(channels.map((channel) => channel.subarray(from, from + 1_237))))
  keep(limiter.flush())
  return output
}

function truePeakDb(channels: readonly number[][], sampleRate: number): number {
  using meter = new LoudnessMeter({ sampleRate, channels: channels.length === 2 ? 2 : 1 })
  meter.push(channels.map((channel) => Float32Array.from(channel)))
  return meter.finish().truePeakDb
}

test.each([8_000, 16_000, 44_100, 48_000])('true peaks at %d Hz stay below the ceiling', (sampleRate) => {
  const output = limited([tone(sampleRate, 2)], { sampleRate, gainDb: 12 })
  expect(output[0]).toHaveLength(sampleRate * 2)
  expect(truePeakDb(output, sampleRate)).toBeLessThan(CEILING_DB + 0.05)
  expect(truePeakDb(output, sampleRate)).toBeGreaterThan(CEILING_DB - 0.2)
})

test('sound without high peaks has the constant gain alone', () => {
  const quiet = tone(16_000, 1).map((sample) => sample / 8)
  const [output = []] = limited([quiet], { sampleRate: 16_000, gainDb: 6 })
  const expected = quiet.map((sample) => sample * fromDb(6))
  expect(Math.max(...output.map((sample, n) => Math.abs(sample - (expected[n] ?? 0))))).toBeLessThan(1e-6)
})

test('both channels are lowered alike, so that voices stay where they are', () => {
  const left = tone(16_000, 1)
  const right = left.map((sample) => sample / 4)
  const [loud = [], soft = []] = limited([left, right], { sampleRate: 16_000, gainDb: 12 })
  expect(Math.max(...loud.map((sample, n) => Math.abs(sample / 4 - (soft[n] ?? 0))))).toBeLessThan(1e-6)
})

test('the gain around a click falls and rises without a step', () => {
  const steady = new Float32Array(16_000).fill(0.1)
  steady[8_000] = 1
  const [output = []] = limited([steady], { sampleRate: 16_000, gainDb: 12 })
  const gains = output.map((sample, n) => sample / (steady[n] ?? 1))
  const steps = gains.slice(1).map((gain, n) => Math.abs(toDb(gain) - toDb(gains[n] ?? 1)))
  expect(Math.max(...steps)).toBeLessThan(0.5)
  expect(toDb(gains[0] ?? 0)).toBeCloseTo(12, 1)
  expect(toDb(gains.at(-1) ?? 0)).toBeCloseTo(12, 1)
})
