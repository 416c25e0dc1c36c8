import { expect, test } from 'vitest'
import { MAX_RETRY_AFTER_MS, readRetryAfter } from './retry-after.ts'

const NOW = Date.parse('2026-05-06T07:08:09.000Z')

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
  expect(readRetryAfter(value, NOW)).toBe(expected)
})
