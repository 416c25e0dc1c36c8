// @vitest-environment node
import { expect, test, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => 'en', setItem: () => undefined })
vi.stubGlobal('document', { documentElement: {} })
const { formatBytes, formatClock, formatDuration } = await import('./format.ts')

test('sizes, lengths and places are written as people read them', () => {
  expect([0, 999, 1_536, 5_242_880].map(formatBytes)).toEqual([
    '0\u00a0B',
    '999\u00a0B',
    '1.5\u00a0KiB',
    '5\u00a0MiB',
  ])
  expect([9, 999, 4_250, 61_000, 3_661_000].map(formatDuration)).toEqual([
    '9\u00a0ms',
    '999\u00a0ms',
    '4.3\u00a0s',
    '1:01',
    '1:01:01',
  ])
  expect(formatClock(62.34, 1)).toBe('1:02.3')
})
