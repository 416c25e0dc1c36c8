import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SoundClock } from './sound-clock.ts'

const FRAME = { samples: 1_000, sampleRate: 10_000 }

test('a gap is silence of its length, and sound that overlaps is left out', () => {
  const clock = new SoundClock()
  expect(clock.place(0, FRAME)).toEqual({ silence: 0, skip: 0 })
  expect(clock.place(3, FRAME)).toEqual({ silence: 29_000, skip: 0 })
  expect(clock.reachedS).toBe(3.1)
  expect(clock.place(2.85, FRAME)).toEqual({ silence: 0, skip: 1_000 })
  expect(clock.place(2.95, FRAME)).toEqual({ silence: 0, skip: 1_000 })
  expect(clock.place(3.1, FRAME)).toEqual({ silence: 0, skip: 0 })
})

test('sound that begins late has silence before it, and what lies before the beginning is left out', () => {
  expect(new SoundClock().place(0.5, FRAME)).toEqual({ silence: 5_000, skip: 0 })
  expect(new SoundClock().place(-0.05, FRAME)).toEqual({ silence: 0, skip: 500 })
})

test('times that a container rounded, or does not have, change nothing', () => {
  const jitter = fc.array(fc.option(fc.double({ min: -0.09, max: 0.09, noNaN: true })), { maxLength: 100 })
  fc.assert(
    fc.property(jitter, (differences) => {
      const clock = new SoundClock()
      clock.place(0, FRAME)
      for (const [n, difference] of differences.entries()) {
        const time = difference === null ? undefined : (n + 1) * 0.1 + difference
        expect(clock.place(time, FRAME)).toEqual({ silence: 0, skip: 0 })
      }
      expect(clock.reachedS).toBeCloseTo((differences.length + 1) * 0.1, 9)
    }),
  )
})

test('another sample rate goes on at the same time', () => {
  const clock = new SoundClock()
  clock.place(0, FRAME)
  expect(clock.place(0.1, { samples: 4_800, sampleRate: 48_000 })).toEqual({ silence: 0, skip: 0 })
  expect(clock.reachedS).toBeCloseTo(0.2, 12)
})
