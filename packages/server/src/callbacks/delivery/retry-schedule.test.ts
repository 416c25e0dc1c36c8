import { expect, test } from 'vitest'
import { MAX_ATTEMPTS, retryPause } from './retry-schedule.ts'

const numbers = Array.from({ length: MAX_ATTEMPTS }, (_, at) => at + 1)

test('the pauses grow from seconds to half a day and end within three days', () => {
  const pauses = numbers.map((number) => retryPause(number, 0.5))
  expect(pauses.slice(0, 4)).toEqual([5_000, 15_000, 30_000, 120_000])
  expect(pauses.at(-1)).toBeUndefined()
  const total = pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0)
  expect(total / 3_600_000).toBeGreaterThan(60)
  expect(total / 3_600_000).toBeLessThan(72)
})

test('the jitter is a fifth to either side', () => {
  expect([0, 0.25, 0.9999999].map((dice) => retryPause(1, dice))).toEqual([4_000, 4_500, 6_000])
})
