import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fairShares, type OpenQueue } from './fair-shares.ts'

const queue = (id: number, change: Partial<OpenQueue> = {}): OpenQueue => ({
  id,
  running: 0,
  waiting: 100,
  maxConcurrent: 10,
  claimedAt: 0,
  ...change,
})

test('the queue with the fewest running jobs comes first, of equals the one whose turn was longest ago', () => {
  expect(fairShares([queue(1, { running: 3 }), queue(2, { running: 1 })], 1)).toEqual(new Map([[2, 1]]))
  expect(fairShares([queue(1, { claimedAt: 5 }), queue(2, { claimedAt: 4 })], 1)).toEqual(new Map([[2, 1]]))
  expect(fairShares([queue(1, { running: 2 }), queue(2)], 4)).toEqual(
    new Map([
      [2, 3],
      [1, 1],
    ]),
  )
})

test('nobody gets more than waits, than its limit leaves, or than there are places; no place is wasted', () => {
  const queues = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 50 }),
      running: fc.integer({ min: 0, max: 12 }),
      waiting: fc.integer({ min: 0, max: 20 }),
      maxConcurrent: fc.integer({ min: 1, max: 10 }),
      claimedAt: fc.integer({ min: 0, max: 5 }),
    }),
    { selector: ({ id }) => id, maxLength: 8 },
  )
  fc.assert(
    fc.property(queues, fc.integer({ min: 0, max: 40 }), (open, limit) => {
      const shares = fairShares(open, limit)
      const capacity = (one: OpenQueue): number =>
        Math.max(0, Math.min(one.waiting, one.maxConcurrent - one.running))
      for (const one of open) expect(shares.get(one.id) ?? 0).toBeLessThanOrEqual(capacity(one))
      const given = [...shares.values()].reduce((sum, share) => sum + share, 0)
      const possible = open.reduce((sum, one) => sum + capacity(one), 0)
      expect(given).toBe(Math.min(limit, possible))
    }),
  )
})
