import { expect, test } from 'vitest'
import { ManualClock } from '../../base/manual-clock.ts'
import type { Callback } from '../answer.ts'
import { testTerminal } from '../testing/test-terminal.ts'
import { callbackTable } from './callbacks-list.ts'

const callback: Callback = {
  id: `msg_${'1'.repeat(32)}`,
  sequence: 7,
  event: 'TaskFinish',
  jobId: `j${'2'.repeat(32)}`,
  tag: 'NoiseReduction',
  queueId: 'p1',
  bucket: 'media-1250000000',
  url: 'https://hooks.example.com/media/callbacks/of/all/jobs',
  endpoint: 'https://hooks.example.com',
  contentType: 'application/xml',
  createdAt: '2026-01-31T17:57:00.000Z',
  state: 'delivered',
  nextAttemptAt: null,
  attempts: 1,
  failures: 0,
  lastAttempt: null,
  deadlineMs: 15_000,
}
const clock = new ManualClock(Date.parse('2026-01-31T18:00:00Z'))

test.each([80, 100, 120, 140, 200])('no id is cut in %i columns', (columns) => {
  const text = callbackTable({ terminal: testTerminal(columns), clock }, [callback])
  const [head = '', row] = text.split('\n')
  expect(row).toContain(callback.id)
  expect(row?.includes(callback.jobId)).toBe(head.includes('JOB'))
  expect(head.includes('JOB')).toBe(columns >= 120)
  expect(row?.length).toBeLessThanOrEqual(columns)
})
