import { expect, test } from 'vitest'
import { ManualClock } from '../base/manual-clock.ts'
import { CommandError } from './command.ts'
import { readDuration, readTime } from './read-time.ts'
import { relativeTime, formatDuration, timeAhead } from './format/format-time.ts'

const NOW = Date.parse('2026-03-01T12:00:00.000Z')

test.each([
  ['90s', 90_000],
  ['15m', 900_000],
  ['1h', 3_600_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['1w', 604_800_000],
])('%s is %i ms', (text, ms) => {
  expect(readDuration(text)).toBe(ms)
})

test.each(['', 'h', '1', '-1h', '1.5h', '1h ', '1y', '1H'])('%j is no duration', (text) => {
  expect(readDuration(text)).toBeUndefined()
})

test('a duration counts back from now for what was, and on from it for what will be', () => {
  const clock = new ManualClock(NOW)
  expect(readTime('since', '1h', { clock, towards: 'past' })).toBe('2026-03-01T11:00:00.000Z')
  expect(readTime('until', '1h', { clock, towards: 'future' })).toBe('2026-03-01T13:00:00.000Z')
})

test('a time is passed on in UTC', () => {
  const clock = new ManualClock(NOW)
  expect(readTime('since', '2026-02-28T23:30:00+08:00', { clock, towards: 'past' })).toBe(
    '2026-02-28T15:30:00.000Z',
  )
})

test.each(['yesterday', '12', '2026-13-01', '1h ago'])('%j is refused with a sentence', (text) => {
  const read = (): unknown => readTime('since', text, { clock: new ManualClock(NOW), towards: 'past' })
  expect(read).toThrow(CommandError)
  expect(read).toThrow(
    `--since is a duration (90s, 15m, 1h, 2d) or a time (2026-01-31T18:00:00Z), not "${text}".`,
  )
})

test.each([
  ['2026-03-01T12:00:00.400Z', 'now'],
  ['2026-03-01T11:59:20.000Z', '40 s ago'],
  ['2026-03-01T11:57:00.000Z', '3 min ago'],
  ['2026-03-01T14:00:00.000Z', 'in 2 h'],
  ['2026-02-26T12:00:00.000Z', '3 d ago'],
])('%s is shown as %s', (iso, shown) => {
  expect(relativeTime(iso, NOW)).toBe(shown)
})

test.each([
  ['2026-03-01T12:00:16.000Z', 'in 16 s'],
  ['2026-03-01T12:00:00.000Z', 'over'],
  ['2026-03-01T11:59:44.000Z', 'over'],
])('a time that was ahead, %s, is shown as %s', (iso, shown) => {
  expect(timeAhead(iso, NOW, 'over')).toBe(shown)
})

test('durations have the unit that reads best', () => {
  expect([3.4, 999, 15_000].map(formatDuration)).toEqual(['3 ms', '999 ms', '15.0 s'])
})
