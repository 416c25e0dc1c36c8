import { expect, test } from 'vitest'
import { ManualClock } from '../../base/manual-clock.ts'
import type { Attempt, Callback, Sample } from '../answer.ts'
import { describeAttempt, describeCallback, describeSample } from './describe-callback.ts'
import { testTerminal } from '../testing/test-terminal.ts'

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
  lastAttempt: null,
  deadlineMs: 15_000,
}
const context = { terminal: testTerminal(), clock: new ManualClock() }

test('the id in a callback is called job or run, like the command that shows it', () => {
  expect(describeCallback(context, callback)).toMatch(/^ {2}job +j1$/m)
  const end: Callback = { ...callback, event: 'WorkflowFinish', jobId: 'i1' }
  expect(describeCallback(context, end)).toMatch(/^ {2}run +i1$/m)
})

test('failures in a row are told of what is not delivered', () => {
  const failed = { ...callback, attempts: 3, failures: 2 }
  expect(describeCallback(context, { ...failed, state: 'pending' })).toMatch(
    /^ {2}attempts +3, 2 failed in a row$/m,
  )
  expect(describeCallback(context, failed)).toMatch(/^ {2}attempts +3$/m)
})

const refused: Attempt = {
  number: 1,
  startedAt: '2026-01-31T18:00:00.000Z',
  durationMs: 3,
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  outcome: 'retry',
  cause: 'connect',
  detail: 'connect ECONNREFUSED 127.0.0.1:1',
  status: null,
  peer: null,
  requestHeaders: null,
  responseHeaders: null,
  responseBody: null,
}
const answered: Attempt = {
  ...refused,
  cause: 'status',
  status: 503,
  requestHeaders: { 'webhook-id': 'msg_1' },
}

const sampleOf = (attempt: Attempt): Sample => ({ attempt: { ...attempt, requestBody: '' } })

test('an attempt whose connection failed has sent nothing', () => {
  expect(describeAttempt(context, refused)).toMatch(
    /^attempt 1 {2}retry after 3 ms\n[^]*^ {2}sent +nothing$/m,
  )
  expect(describeAttempt(context, answered)).toMatch(/^ {2}sent\n {4}webhook-id: msg_1$/m)
})

test('an attempt of which it is not known what was sent does not say so', () => {
  const unknown: Attempt = { ...refused, outcome: 'unknown', cause: 'crash' }
  expect(describeAttempt(context, unknown)).not.toContain('sent')
})

test('a sample is acknowledged or not, and never tried again', () => {
  expect(describeSample(context, sampleOf(answered))).toMatch(
    /^sample {2}not acknowledged, status 503 after 3 ms\n/,
  )
  const delivered: Attempt = { ...answered, outcome: 'delivered', cause: null, detail: null, status: 204 }
  expect(describeSample(context, sampleOf(delivered))).toMatch(
    /^sample {2}acknowledged, status 204 after 3 ms\n/,
  )
})

test('a sample says where it went instead of to its address', () => {
  expect(describeSample(context, sampleOf(answered))).not.toContain('LEMNIS_CALLBACK_TO')
  const redirected: Sample = { ...sampleOf(answered), sentTo: 'http://localhost:3000/hook' }
  expect(describeSample(context, redirected)).toMatch(
    /^ {2}sent to +http:\/\/localhost:3000\/hook \(LEMNIS_CALLBACK_TO\)$/m,
  )
})

test('a callback that is due is tried now, however late it is', () => {
  const interactive = {
    terminal: testTerminal(80),
    clock: new ManualClock(Date.parse('2026-01-31T18:00:20Z')),
  }
  const due: Callback = { ...callback, state: 'pending', nextAttemptAt: '2026-01-31T18:00:04.000Z' }
  expect(describeCallback(interactive, due)).toContain('next attempt  2026-01-31T18:00:04.000Z (now)')
})
