import { expect, test } from 'vitest'
import { matching } from '../base/testing/test-matching.ts'
import { ManualClock } from '../base/manual-clock.ts'
import { checkClock } from './check-clock.ts'

const clock = new ManualClock()
const never = new AbortController().signal
const after = (ms: number) => () => Promise.resolve(clock.now() + ms)

test.each([
  [900, [], 'within 1 s of the storage'],
  [
    -6_000,
    [{ state: 'warning', what: matching(/is 6 s ahead of that of the storage/) }],
    '6 s ahead of the storage',
  ],
  [
    16 * 60_000,
    [{ state: 'failed', what: matching(/is 16 min behind that of the storage/), advice: matching(/NTP/) }],
    '16 min behind the storage',
  ],
])('a clock that is %d ms later', async (ms, problems, found) => {
  expect(await checkClock({ clock, others: { storage: after(ms) } }, never)).toMatchObject({
    found,
    problems,
  })
})

test('a server whose time can’t be fetched is left out', async () => {
  const others = {
    storage: () => Promise.reject(new Error('away')),
    database: () => Promise.resolve(undefined),
  }
  expect(await checkClock({ clock, others }, never)).toEqual({ skipped: matching(/no other clock/) })
})
