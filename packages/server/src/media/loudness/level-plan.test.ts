import { describe, expect, test } from 'vitest'
import { firstPlan, missingOf, nextPlan, type LevelTarget } from './level-plan.ts'

const plain = { lossDb: 0, addedPeakDb: 0 }
const target: LevelTarget = { lufs: -16, encoder: plain }
const first = firstPlan(target, -22)

describe('the first plan', () => {
  test('has the gain from the loudness of the sound to the target', () => {
    expect(first).toEqual({ gainDb: 6, ceilingDb: -1.1, pass: 1 })
    expect(firstPlan(target, -3)).toMatchObject({ gainDb: -13 })
  })

  test('adds what the encoder takes, and leaves space for the peaks that it adds', () => {
    const encoder = { lossDb: 0.4, addedPeakDb: 0.6 }
    const plan = firstPlan({ lufs: -16, encoder }, -22)
    expect(plan.gainDb).toBeCloseTo(6.4)
    expect(plan.ceilingDb).toBeCloseTo(-1.7)
  })

  test('raises a very quiet recording by 30 dB', () => {
    expect(firstPlan(target, -60)).toMatchObject({ gainDb: 30 })
  })
})

describe('the next plan', () => {
  test('is none where the loudness is reached and the peaks are low', () => {
    expect(nextPlan(first, first, { overDb: -3, lu: 0.05 })).toBeUndefined()
    expect(nextPlan(first, first, { overDb: 0, lu: -0.1 })).toBeUndefined()
  })

  test('makes up for what the limiter took', () => {
    expect(nextPlan(first, first, { overDb: -0.1, lu: 1 })).toEqual({ gainDb: 7.3, ceilingDb: -1.1, pass: 2 })
  })

  test('never raises the gain by more than 6 dB over the first, nor beyond 30 dB', () => {
    expect(nextPlan(first, first, { overDb: -0.1, lu: 9 })).toMatchObject({ gainDb: 12 })
    const quiet = firstPlan(target, -45)
    expect(nextPlan(quiet, quiet, { overDb: -0.1, lu: 9 })).toMatchObject({ gainDb: 30 })
    const highest = { ...first, gainDb: 12, pass: 2 }
    expect(nextPlan(highest, first, { overDb: -0.1, lu: 9 })).toBeUndefined()
  })

  test('has a lower ceiling where peaks are too high', () => {
    const next = nextPlan(first, first, { overDb: 0.4, lu: 0 })
    expect(next?.gainDb).toBe(6)
    expect(next?.ceilingDb).toBeCloseTo(-1.6)
  })

  test('uses half of the space that an encoder left, but never above -1 dBTP', () => {
    const low = { gainDb: 6, ceilingDb: -3, pass: 2 }
    expect(nextPlan(low, first, { overDb: -1.1, lu: 0.4 })?.ceilingDb).toBeCloseTo(-2.5)
    expect(nextPlan(low, first, { overDb: -9, lu: 0.4 })?.ceilingDb).toBe(-1)
  })

  test('lowers the whole output in the end, until the peaks are low enough', () => {
    const fifth = { gainDb: 8, ceilingDb: -2, pass: 5 }
    const sixth = nextPlan(fifth, first, { overDb: 0.5, lu: 2 })
    expect(sixth?.gainDb).toBeCloseTo(7.4)
    expect(sixth?.ceilingDb).toBeCloseTo(-2.6)
    expect(nextPlan({ ...fifth, pass: 6 }, first, { overDb: -0.1, lu: 2 })).toBeUndefined()
  })
})

test('what an output misses is told by its measures', () => {
  const missing = missingOf(target, { lufs: -17.5, truePeakDb: -0.4 })
  expect(missing.lu).toBeCloseTo(1.5)
  expect(missing.overDb).toBeCloseTo(0.6)
})
