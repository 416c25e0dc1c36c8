import { afterEach, beforeEach, expect, test } from 'vitest'
import { listBusyQueues } from './busy-queues.ts'
import { createQueue } from './create-queue.ts'
import { claimOne, finishOne, openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(() => at[Symbol.asyncDispose]())

test('open jobs are counted by queue, with who waits longest at any level; queues without any are left out', async () => {
  const { queueId } = await createQueue(at.engine, {
    bucket: at.bucket.name,
    category: 'Transcoding',
    name: 'second',
    maxConcurrent: 4,
  })
  await submitOne(at)
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('nothing was claimed')
  at.clock.advance(1_000)
  const since = at.clock.now()
  await submitOne(at, { level: 2 }, { queueId })
  at.clock.advance(1_000)
  await submitOne(at, {}, { queueId })
  const second = {
    bucket: at.bucket.name,
    queueId,
    waiting: 2,
    running: 0,
    maxConcurrent: 4,
    oldestWaitingAt: since,
  }
  expect(await listBusyQueues(at.engine.db.reader, 10)).toEqual([
    second,
    expect.objectContaining({ waiting: 0, running: 1, oldestWaitingAt: null }),
  ])
  expect(await listBusyQueues(at.engine.db.reader, 1)).toEqual([second])
  await finishOne(at.engine, claim, { kind: 'success', message: 'SUCCESS', result: {}, files: [] })
  expect(await listBusyQueues(at.engine.db.reader, 10)).toEqual([second])
})
