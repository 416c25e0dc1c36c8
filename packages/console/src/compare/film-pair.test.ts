// @vitest-environment node
import { expect, test } from 'vitest'
import { bentRate, frameTime } from './film-pair.ts'

test('a step goes to the middle of the next frame, and back to that of the one before', () => {
  const fps = 30_000 / 1_001
  let at = 0
  for (let frame = 1; frame <= 300; frame++) {
    at = frameTime(at, 1, fps)
    expect(Math.floor(at * fps)).toBe(frame)
  }
  for (let frame = 299; frame >= 0; frame--) {
    at = frameTime(at, -1, fps)
    expect(Math.floor(at * fps)).toBe(frame)
  }
  expect(frameTime(at, -1, fps)).toBe(at)
})

test.each([
  [0.01, 1],
  [0.05, 0.95],
  [-0.05, 1.05],
  [0.3, 0.9],
  [-0.3, 1.1],
])('a film that is ahead by %f s plays at a speed of %f', (drift, rate) => {
  expect(bentRate(drift)).toBeCloseTo(rate)
})
