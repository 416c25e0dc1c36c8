import { expect, test } from 'vitest'
import { ManualClock } from '../../base/manual-clock.ts'
import { testTerminal } from '../testing/test-terminal.ts'
import { endpointTable } from './endpoints-list.ts'

const paused = {
  endpoint: 'http://hooks.example:80',
  bucket: null,
  address: null,
  state: 'paused',
  failures: 5,
  since: '2026-01-31T17:59:00.000Z',
  pausedUntil: '2026-01-31T18:00:00.000Z',
  reason: 'status 503',
  waiting: 2,
}
const at = (iso: string, width?: number): string =>
  endpointTable({ terminal: testTerminal(width), clock: new ManualClock(Date.parse(iso)) }, [paused])

test('a pause is shown by its end, and as over from then on', () => {
  expect(at('2026-01-31T17:59:44.000Z', 200)).toMatch(/ in 16 s +status 503$/m)
  expect(at('2026-01-31T18:00:16.000Z', 200)).toMatch(/ over: tries again +status 503$/m)
})

test('a program gets the time of the end', () => {
  expect(at('2026-01-31T18:00:16.000Z')).toMatch(/ 2026-01-31T18:00:00\.000Z +status 503$/m)
})
