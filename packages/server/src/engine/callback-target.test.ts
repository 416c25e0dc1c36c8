import { expect, test } from 'vitest'
import type { JobCallback } from '../jobs/tables.ts'
import type { QueueNotify } from '../queues/tables.ts'
import { callbackTarget, type CallbackTarget } from './callback-target.ts'

const JOB = 'https://job.example/'
const QUEUE = 'https://queue.example/'
const on: QueueNotify = { state: 'On', url: QUEUE, event: 'TaskFinish', type: 'Url', resultFormat: 'JSON' }
const off: QueueNotify = { ...on, state: 'Off' }
const workflowsOnly: QueueNotify = { ...on, event: 'WorkflowFinish' }
const both: QueueNotify = { ...on, event: 'WorkflowFinish, TaskFinish' }

const CASES: readonly [
  why: string,
  job: JobCallback,
  queue: QueueNotify,
  target: CallbackTarget | undefined,
][] = [
  ['nothing is configured', {}, off, undefined],
  ['the queue sends', {}, on, { url: QUEUE, format: 'JSON' }],
  ['the queue sends one of two events', {}, both, { url: QUEUE, format: 'JSON' }],
  ['the queue sends other events', {}, workflowsOnly, undefined],
  ['the queue has no address', {}, { ...on, url: '' }, undefined],
  ['the job says no', { url: 'no' }, on, undefined],
  ['the job has an address, the queue is off', { url: JOB }, off, { url: JOB, format: 'XML' }],
  ['the job has an address, the queue a format', { url: JOB }, on, { url: JOB, format: 'JSON' }],
  ['the job has both', { url: JOB, format: 'XML' }, on, { url: JOB, format: 'XML' }],
  ['the job has a format, the queue the address', { format: 'XML' }, on, { url: QUEUE, format: 'XML' }],
  ['an address of the job ignores the events', { url: JOB }, workflowsOnly, { url: JOB, format: 'JSON' }],
  ['a format alone calls nobody', { format: 'JSON' }, off, undefined],
]

test.each(CASES)('%s', (_why, job, queue, target) => {
  expect(callbackTarget(job, queue)).toEqual(target)
})
