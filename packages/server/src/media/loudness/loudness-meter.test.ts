import { expect, test } from 'vitest'
import { quietFfmpeg } from '../ffmpeg.ts'
import { LoudnessMeter, type Loudness } from './loudness-meter.ts'
import type { SoundShape } from './sample-peaks.ts'

quietFfmpeg()

/** A tone of 997 Hz at -20 dB of full scale, which has -23 LUFS in one channel (EBU Tech 3341). */
function measured(shape: SoundShape, seconds: number, amplitude = 0.1): Loudness {
  using meter = new LoudnessMeter(shape)
  const samples = Float32Array.from(
    { length: Math.round(shape.sampleRate * seconds) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * 997 * n) / shape.sampleRate),
  )
  for (let from = 0; from < samples.length; from += 1_000)
    meter.push(Array.from({ length: shape.channels }, () => samples.subarray(from, from + 1_000)))
  return meter.finish()
}

test.each([
  [8_000, 1, -23],
  [16_000, 1, -23],
  [44_100, 1, -23],
  [48_000, 1, -23],
  [16_000, 2, -20],
  [48_000, 2, -20],
] as const)('a tone at %d Hz in %d channels has %d LUFS', (sampleRate, channels, lufs) => {
  const found = measured({ sampleRate, channels }, 3.05)
  expect(found.lufs).toBeGreaterThan(lufs - 0.1)
  expect(found.lufs).toBeLessThan(lufs + 0.1)
  expect(found.truePeakDb).toBeCloseTo(-20, 0)
})

test('silence, and sound shorter than a block of 400 ms, have no loudness', () => {
  expect(measured({ sampleRate: 16_000, channels: 1 }, 2, 0)).toEqual({
    lufs: undefined,
    truePeakDb: -Infinity,
  })
  expect(measured({ sampleRate: 16_000, channels: 1 }, 0.39).lufs).toBeUndefined()
  expect(measured({ sampleRate: 16_000, channels: 1 }, 0.41).lufs).toBeCloseTo(-23, 0)
})

test('a peak between samples is found', () => {
  using meter = new LoudnessMeter({ sampleRate: 16_000, channels: 1 })
  // A quarter of the rate, sampled 45 degrees beside its peaks: 3 dB above its highest sample. It rises slowly, as a
  // sudden beginning has peaks of its own.
  const rise = (n: number): number => Math.sin((Math.PI * n) / 16_000)
  const sample = (n: number): number => 0.5 * rise(n) * Math.sin(Math.PI * (n / 2 + 0.25))
  meter.push([Float32Array.from({ length: 16_000 }, (_, n) => sample(n))])
  expect(meter.finish().truePeakDb).toBeCloseTo(-6.02, 1)
})
