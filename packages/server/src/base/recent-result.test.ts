import { expect, test } from 'vitest'
import { ManualClock } from './manual-clock.ts'
import { RecentResult } from './recent-result.ts'

test('a result is used again for a while, also while it is awaited', async () => {
  const clock = new ManualClock()
  let made = 0
  const recent = new RecentResult({ clock, keepMs: 1_000, make: () => Promise.resolve((made += 1)) })
  expect(await Promise.all([recent.get(), recent.get()])).toEqual([1, 1])
  clock.advance(999)
  expect(await recent.get()).toBe(1)
  clock.advance(1)
  expect(await recent.get()).toBe(2)
})

test('a result that failed is made again', async () => {
  let isBroken = true
  const make = (): Promise<string> => (isBroken ? Promise.reject(new Error('no')) : Promise.resolve('yes'))
  const recent = new RecentResult({ clock: new ManualClock(), keepMs: 1_000, make })
  await expect(recent.get()).rejects.toThrow('no')
  isBroken = false
  expect(await recent.get()).toBe('yes')
})
