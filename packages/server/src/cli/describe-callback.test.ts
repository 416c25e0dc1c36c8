import { expect, test } from 'vitest'
import { ManualClock } from '../base/manual-clock.ts'
import { describeCallback } from './describe-callback.ts'
import { testTerminal } from './testing/test-terminal.ts'
import type { Callback } from './wire.ts'

const callback: Callback = {
  id: 'msg_1',
  sequence: 7,
  event: 'TaskFinish',
  jobId: 'j1',
  url: 'http://localhost:9000/',
  endpoint: 'http://localhost:9000',
  contentType: 'application/xml',
  createdAt: '2026-01-31T18:00:00.000Z',
  state: 'delivered',
  attempts: 1,
}
const context = { terminal: testTerminal(), clock: new ManualClock() }

test('the id of what a callback tells of is named by its kind, as the commands are that show it', () => {
  expect(describeCallback(context, callback)).toMatch(/^ {2}job +j1$/m)
  const end: Callback = { ...callback, event: 'WorkflowFinish', jobId: 'i1' }
  expect(describeCallback(context, end)).toMatch(/^ {2}run +i1$/m)
})
