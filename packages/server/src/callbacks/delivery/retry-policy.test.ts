import { expect, test } from 'vitest'
import {
  backoff,
  MAX_RETRY_AFTER_MS,
  parseRetryAfter,
  parseRetryPauses,
  RETRY_PAUSES_MS,
} from './retry-policy.ts'

const NOW = Date.parse('2026-05-06T07:08:09.000Z')
const numbers = Array.from({ length: RETRY_PAUSES_MS.length + 1 }, (_, at) => at + 1)

test('the pauses grow from seconds to half a day and end within three days', () => {
  const pauses = numbers.map((number) => backoff(number, 0.5))
  expect(pauses.slice(0, 4)).toEqual([5_000, 15_000, 30_000, 120_000])
  expect(pauses.at(-1)).toBeUndefined()
  const total = pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0)
  expect(total / 3_600_000).toBeGreaterThan(60)
  expect(total / 3_600_000).toBeLessThan(72)
})

test('jitter makes a pause up to a fifth shorter or longer', () => {
  expect([0, 0.25, 0.9999999].map((jitter) => backoff(1, jitter))).toEqual([4_000, 4_500, 6_000])
})

test('pauses of the operator replace the usual ones', () => {
  const pauses = parseRetryPauses('.2, 1,30')
  expect(pauses).toEqual([200, 1_000, 30_000])
  expect([1, 2, 3, 4].map((number) => backoff(number, 0.5, pauses))).toEqual([200, 1_000, 30_000, undefined])
})

test.each(['', '5,', 'soon', '0', '-1', '.01', '86401', Array(101).fill(1).join(',')])(
  'pauses can’t be %j',
  (text) => {
    expect(() => parseRetryPauses(text)).toThrow('comma list of at most 100 numbers of seconds')
  },
)

test.each([
  ['2', 2_000],
  [' 120 ', 120_000],
  ['Wed, 06 May 2026 07:08:39 GMT', 30_000],
  ['99999999999999999999999', MAX_RETRY_AFTER_MS],
  ['Fri, 06 May 2044 07:08:39 GMT', MAX_RETRY_AFTER_MS],
  ['Wed, 06 May 2026 07:08:08 GMT', undefined],
  ['0', undefined],
  ['-5', undefined],
  ['1e99', undefined],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
  [['3', '4'], 3_000],
])('Retry-After %j asks for %j ms', (value, expected) => {
  expect(parseRetryAfter(value, NOW)).toBe(expected)
})
