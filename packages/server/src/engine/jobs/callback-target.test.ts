import { describe, expect, test } from 'vitest'
import type { JobCallback, JobMessageQueue } from '../../jobs/tables.ts'
import type { QueueNotify } from '../../queues/tables.ts'
import { callbackTarget, type CallbackTarget } from './callback-target.ts'

const JOB = 'https://job.example/'
const QUEUE = 'https://queue.example/'
const on: QueueNotify = { state: 'On', url: QUEUE, event: 'TaskFinish', type: 'Url', resultFormat: 'JSON' }
const off: QueueNotify = { ...on, state: 'Off' }
const workflowsOnly: QueueNotify = { ...on, event: 'WorkflowFinish' }
const both: QueueNotify = { ...on, event: 'WorkflowFinish, TaskFinish' }
const tdmq: QueueNotify = { ...on, type: 'TDMQ', url: '', mqMode: 'Topic', mqName: 'q/q', mqRegion: 'sh' }
const named: JobCallback = { type: 'TDMQ', mq: { name: 'j', region: 'gz' } }
const toJson = (url: string): CallbackTarget => ({ url, format: 'JSON' })
const toXml = (url: string): CallbackTarget => ({ url, format: 'XML' })

const CASES: readonly [
  why: string,
  job: JobCallback,
  queue: QueueNotify,
  target: CallbackTarget | undefined,
][] = [
  ['nothing is configured', {}, off, undefined],
  ['the queue sends', {}, on, toJson(QUEUE)],
  ['the queue sends one of two events', {}, both, toJson(QUEUE)],
  ['the queue sends other events', {}, workflowsOnly, undefined],
  ['the queue has no address', {}, { ...on, url: '' }, undefined],
  ['the job says no', { url: 'no' }, on, undefined],
  ['the job says no beside a message queue', { ...named, url: 'no' }, tdmq, undefined],
  ['the job has an address, the queue is off', { url: JOB }, off, toXml(JOB)],
  ['the job has an address, the queue a format', { url: JOB }, on, toJson(JOB)],
  ['the job has both', { url: JOB, format: 'XML' }, on, toXml(JOB)],
  ['the job has a format, the queue the address', { format: 'XML' }, on, toXml(QUEUE)],
  ['an address of the job ignores the events', { url: JOB }, workflowsOnly, toJson(JOB)],
  ['a format alone calls nobody', { format: 'JSON' }, off, undefined],
  ['the queue sends to a message queue', {}, tdmq, toJson('tdmq://sh/topic/q%2Fq')],
  ['an address of the job beside a queue of messages', { url: JOB }, tdmq, toJson(JOB)],
  ['the job asks for an address, and nobody has one', { type: 'Url' }, tdmq, undefined],
  ['the job asks for an address beside a name', { type: 'Url' }, { ...tdmq, url: QUEUE }, toJson(QUEUE)],
  ['the job names a queue of messages', named, off, toXml('tdmq://gz/queue/j')],
  ['the job names one, whatever the events', named, workflowsOnly, toJson('tdmq://gz/queue/j')],
  ['a name without a type asks for it', { mq: { name: 'j', region: 'gz' } }, on, toJson('tdmq://gz/queue/j')],
  ['a name and an address without a type', { url: JOB, mq: { name: 'j' } }, on, toJson(JOB)],
  ['an address is not asked for by that type', { ...named, url: JOB }, on, toJson('tdmq://gz/queue/j')],
  ['a name of the job in the region of the queue', { mq: { name: 'j' } }, tdmq, toJson('tdmq://sh/queue/j')],
  [
    'a region of the job for the name of the queue',
    { mq: { region: 'hk' } },
    tdmq,
    toJson('tdmq://hk/topic/q%2Fq'),
  ],
  [
    'a mode of the job for the name of the queue',
    { mq: { mode: 'Queue' } },
    tdmq,
    toJson('tdmq://sh/queue/q%2Fq'),
  ],
  [
    'the type of the job, the name of the queue',
    { type: 'TDMQ' },
    { ...tdmq, type: 'Url' },
    toJson('tdmq://sh/topic/q%2Fq'),
  ],
  ['the type of the job, and no name', { type: 'TDMQ' }, on, undefined],
  ['a name in no region is told by its attempts', { mq: { name: 'j' } }, off, toXml('tdmq:///queue/j')],
]

test.each(CASES)('%s', (_why, job, queue, target) => {
  expect(callbackTarget(job, queue)).toEqual(target)
})

// The rules once more, as docs/callbacks.md tells them, over everything that can be said.

const URLS = [undefined, 'no', JOB]
const FORMATS = [undefined, 'XML', 'JSON'] as const
const TYPES = [undefined, 'Url', 'TDMQ'] as const
const MQS: readonly (JobMessageQueue | undefined)[] = [
  undefined,
  { name: 'j' },
  { region: 'gz' },
  { mode: 'Queue' },
  { name: 'j', region: 'gz', mode: 'Topic' },
]
const QUEUE_STATES = ['On', 'Off'] as const
const EVENTS = ['', 'TaskFinish', 'WorkflowFinish', 'TaskFinish,WorkflowFinish']
const QUEUE_TYPES = ['', 'Url', 'TDMQ'] as const
const QUEUE_URLS = ['', QUEUE]
const QUEUE_FORMATS = ['', 'XML', 'JSON'] as const
const QUEUE_MQS = [{}, { mqName: 'q', mqRegion: 'sh', mqMode: 'Topic' }] as const

function* combinations(): Generator<[JobCallback, QueueNotify]> {
  for (const url of URLS)
    for (const format of FORMATS)
      for (const type of TYPES)
        for (const mq of MQS)
          for (const state of QUEUE_STATES)
            for (const event of EVENTS)
              for (const queueType of QUEUE_TYPES)
                for (const queueUrl of QUEUE_URLS)
                  for (const resultFormat of QUEUE_FORMATS)
                    for (const queueMq of QUEUE_MQS)
                      yield [
                        { url, format, type, mq },
                        { state, event, type: queueType, url: queueUrl, resultFormat, ...queueMq },
                      ]
}

interface Rule {
  readonly when: (job: JobCallback, queue: QueueNotify) => boolean
  /** `QUEUE?` and `q?` are the queue's: only for a queue that is On, names TaskFinish and has one. */
  readonly address: 'none' | 'JOB' | 'QUEUE?' | 'j' | 'q?'
}

/** The first that holds decides. */
const RULES: readonly Rule[] = [
  { when: (job) => job.url === 'no', address: 'none' },
  { when: (job) => job.type === 'Url' && job.url === JOB, address: 'JOB' },
  { when: (job) => job.type === 'Url', address: 'QUEUE?' },
  { when: (job) => job.type === 'TDMQ' && job.mq?.name === 'j', address: 'j' },
  { when: (job) => job.type === 'TDMQ', address: 'q?' },
  { when: (job) => job.url === JOB, address: 'JOB' },
  { when: (job) => job.mq?.name === 'j', address: 'j' },
  { when: (_, queue) => queue.state === 'Off', address: 'none' },
  { when: (_, queue) => queue.type === 'TDMQ', address: 'q?' },
  { when: () => true, address: 'QUEUE?' },
]

function expected(job: JobCallback, queue: QueueNotify): CallbackTarget | undefined {
  const rule = RULES.find(({ when }) => when(job, queue))
  const isOn = queue.state === 'On'
  const format = job.format ?? (isOn && queue.resultFormat !== '' ? queue.resultFormat : 'XML')
  const queueTells = isOn && queue.event.includes('TaskFinish')
  const region = job.mq?.region ?? (isOn ? (queue.mqRegion ?? '') : '')
  switch (rule?.address) {
    case 'JOB':
      return { url: JOB, format }
    case 'QUEUE?':
      return queueTells && queue.url !== '' ? { url: QUEUE, format } : undefined
    case 'j':
      return { url: `tdmq://${region}/${job.mq?.mode === 'Topic' ? 'topic' : 'queue'}/j`, format }
    case 'q?': {
      const mode = job.mq?.mode === 'Queue' ? 'queue' : 'topic'
      return queueTells && queue.mqName === 'q' ? { url: `tdmq://${region}/${mode}/q`, format } : undefined
    }
    case 'none':
    case undefined:
      return undefined
  }
}

describe('every combination', () => {
  test('of what a job and its queue can say follows the rules', () => {
    let count = 0
    for (const [job, queue] of combinations()) {
      count += 1
      const target = callbackTarget(job, queue)
      const wanted = expected(job, queue)
      if (target?.url !== wanted?.url || target?.format !== wanted?.format) {
        expect({ job, queue, target }).toEqual({ job, queue, target: wanted })
      }
    }
    expect(count).toBe(3 * 3 * 3 * 5 * 2 * 4 * 3 * 2 * 3 * 2)
  })
})
