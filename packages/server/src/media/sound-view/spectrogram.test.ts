import { expect, test } from 'vitest'
import { bandCentres, toMel } from './mel-bands.ts'
import { FLOOR_DB, Spectrogram, STEP_DB } from './spectrogram.ts'
import { BANDS, COLUMN_LEVELS, countColumns, shapeFor } from './view-layout.ts'

const RATES = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000] as const

/** The columns of each level. */
function look(samples: Float32Array, sampleRate: number): readonly (readonly Uint8Array[])[] {
  const levels: Uint8Array[][] = Array.from({ length: COLUMN_LEVELS }, () => [])
  const spectrogram = new Spectrogram({
    shape: shapeFor({ sampleRate, fileChannels: 1 }),
    onColumn: (level, column) => levels[level]?.push(column.slice()),
  })
  for (let from = 0; from < samples.length; from += 1_001)
    spectrogram.push(samples.subarray(from, from + 1_001))
  spectrogram.flush()
  return levels
}

const tone = (sampleRate: number, hz: number, level: number): Float32Array =>
  Float32Array.from(
    { length: Math.round(sampleRate * 2.5) },
    (_, n) => level * Math.sin((2 * Math.PI * hz * n) / sampleRate),
  )

const loudest = (column: Uint8Array): number => column.indexOf(Math.max(...column))
const decibels = (value: number): number => FLOOR_DB + STEP_DB * value

/** What all bands have together, dB. */
const total = (column: Uint8Array): number =>
  10 * Math.log10(column.reduce((sum, value) => sum + (value === 0 ? 0 : 10 ** (decibels(value) / 10)), 0))

test.each(RATES)('at %d Hz a sine is in the band of its frequency, with its level', (sampleRate) => {
  const { topHz } = shapeFor({ sampleRate, fileChannels: 1 })
  for (const hz of [200, 1_000, 3_000, topHz * 0.9]) {
    const levels = look(tone(sampleRate, hz, 0.1), sampleRate)
    for (const columns of levels.slice(0, 3)) {
      const middle = columns[Math.floor(columns.length / 2)] ?? new Uint8Array()
      expect(middle).toHaveLength(BANDS)
      const band = Math.floor((toMel(hz) / toMel(topHz)) * BANDS)
      expect(Math.abs(loudest(middle) - band)).toBeLessThanOrEqual(1)
      expect(total(middle)).toBeCloseTo(-20, 0)
    }
  }
})

test.each(RATES)('at %d Hz there are as many columns as are counted', (sampleRate) => {
  const shape = shapeFor({ sampleRate, fileChannels: 1 })
  for (const samples of [1, shape.columnSamples, shape.columnSamples + 1, 5 * sampleRate + 17]) {
    const levels = look(new Float32Array(samples), sampleRate)
    expect(levels.map((columns) => columns.length)).toEqual(countColumns(shape, samples))
  }
})

test('a click is in its column, and silence around it is nothing', () => {
  const samples = new Float32Array(16_000)
  samples[8_200] = 1
  const [finest = [], coarser = []] = look(samples, 16_000)
  const heard = finest.flatMap((column, n) => (Math.max(...column) > 0 ? [n] : []))
  // The middle of a step of 400 samples, where no other column looks.
  expect(heard).toEqual([20])
  expect(coarser.flatMap((column, n) => (Math.max(...column) > 0 ? [n] : []))).toEqual([5])
})

test('a coarser column is the average of the power in its time', () => {
  const half = tone(16_000, 1_000, 0.5).map((sample, n) => (Math.floor(n / 800) % 2 === 0 ? sample : 0))
  const [, coarser = []] = look(half, 16_000)
  for (const column of coarser.slice(1, -2)) expect(total(column)).toBeCloseTo(20 * Math.log10(0.5) - 3, 0)
})

test('the centres of bands are in the middle between their edges, as they are heard', () => {
  const centres = bandCentres({ bands: 4, topHz: 8_000 })
  for (const [n, eighths] of [1, 3, 5, 7].entries())
    expect(toMel(centres[n] ?? 0)).toBeCloseTo((toMel(8_000) / 8) * eighths, 6)
})
