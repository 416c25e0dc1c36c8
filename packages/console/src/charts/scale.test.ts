import { expect, test } from 'vitest'
import { dotPath, linePath, niceCeil, perMinute } from './scale.ts'

test.each([
  [0, 1],
  [NaN, 1],
  [0.3, 0.5],
  [1, 1],
  [1.01, 2],
  [20, 20],
  [49, 50],
  [51, 100],
  [7_200, 10_000],
])('an axis for %d ends at %d', (value, end) => {
  expect(niceCeil(value)).toBeCloseTo(end)
})

test('a line is interrupted where there is no value', () => {
  expect(linePath([0, 5, null, 10, null], 10)).toBe('M0 100L1 50')
  expect(dotPath([0, 5, null, 10, null], 10)).toBe('M3 0h0')
  expect(linePath([null, null], 10)).toBe('')
})

test('a rate is by minute, and of the last step by the time that it has lasted', () => {
  const steps = { counts: [10, 10, 6], from: 0, stepS: 300 }
  expect(perMinute({ ...steps, now: 13 * 60_000 })).toEqual([2, 2, 2])
  expect(perMinute({ ...steps, now: 10 * 60_000 + 5_000 })).toEqual([2, 2, 6])
  expect(perMinute({ ...steps, now: 90 * 60_000 })).toEqual([2, 2, 1.2])
})
