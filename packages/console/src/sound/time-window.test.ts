import fc from 'fast-check'
import { expect, test } from 'vitest'
import { levelFor, moved, zoomed } from './time-window.ts'

const LEVELS = [0.008, 0.016, 0.032, 0.064].map((seconds) => ({ seconds }))

test('a window zooms around a place that stays where it is', () => {
  expect(zoomed({ from: 0, to: 100 }, 0.5, 50, 100)).toEqual({ from: 25, to: 75 })
  expect(zoomed({ from: 0, to: 100 }, 0.5, 0, 100)).toEqual({ from: 0, to: 50 })
  expect(zoomed({ from: 25, to: 75 }, 4, 50, 100)).toEqual({ from: 0, to: 100 })
})

test('a window never leaves the recording, however it is zoomed and moved', () => {
  const place = fc.double({ min: 0, max: 3_600, noNaN: true })
  fc.assert(
    fc.property(
      place,
      place,
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      place,
      (one, other, factor, around) => {
        const duration = 3_600
        const window = { from: Math.min(one, other), to: Math.max(one, other) }
        for (const next of [
          zoomed(window, factor, around, duration),
          moved(window, around - 1_800, duration),
        ]) {
          expect(next.from).toBeGreaterThanOrEqual(0)
          expect(next.to).toBeLessThanOrEqual(duration + 1e-6)
          expect(next.to).toBeGreaterThanOrEqual(next.from)
        }
      },
    ),
  )
})

test('the finest level is chosen that is not more than can be drawn', () => {
  expect(levelFor(LEVELS, { from: 0, to: 8 }, 1_000)).toBe(0)
  expect(levelFor(LEVELS, { from: 0, to: 9 }, 1_000)).toBe(1)
  expect(levelFor(LEVELS, { from: 0, to: 9_000 }, 1_000)).toBe(3)
  expect(levelFor([], { from: 0, to: 1 }, 1_000)).toBe(0)
})
