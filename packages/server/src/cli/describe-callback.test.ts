import { expect, test } from 'vitest'
import { ManualClock } from '../base/manual-clock.ts'
import type { Callback } from './answer.ts'
import { describeCallback } from './describe-callback.ts'
import { testTerminal } from './testing/test-terminal.ts'

const callback: Callback = {
  id: 'msg_1',
  sequence: 7,
  event: 'TaskFinish',
  jobId: 'j1',
  tag: 'NoiseReduction',
  queueId: 'p1',
  bucket: 'media-1250000000',
  url: 'http://localhost:9000/',
  endpoint: 'http://localhost:9000',
  contentType: 'application/xml',
  createdAt: '2026-01-31T18:00:00.000Z',
  state: 'delivered',
  nextAttemptAt: null,
  attempts: 1,
  failures: 0,
  deadlineMs: 15_000,
}
const context = { terminal: testTerminal(), clock: new ManualClock() }

test('the id in a callback is called job or run, like the command that shows it', () => {
  expect(describeCallback(context, callback)).toMatch(/^ {2}job +j1$/m)
  const end: Callback = { ...callback, event: 'WorkflowFinish', jobId: 'i1' }
  expect(describeCallback(context, end)).toMatch(/^ {2}run +i1$/m)
})
