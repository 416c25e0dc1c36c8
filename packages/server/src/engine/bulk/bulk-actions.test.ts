import { afterEach, beforeEach, expect, test } from 'vitest'
import { findBulkAction, findNextBulkAction, type BulkAction } from '../../bulk-actions/store.ts'
import { insertCallback } from '../../callbacks/store.ts'
import { browseJobs } from '../operator/browse-jobs.ts'
import {
  claimOne,
  finishOne,
  anOrder,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../testing/test-engine.ts'
import { advanceBulkAction } from './advance-bulk-action.ts'
import { previewBulkAction, startBulkAction, type BulkRequest } from './start-bulk-action.ts'
import { stopBulkAction } from './stop-bulk-action.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(() => at[Symbol.asyncDispose]())

async function start(
  request: Omit<BulkRequest, 'ratePerSecond'>,
  ratePerSecond?: number,
): Promise<BulkAction> {
  const whole = { ...request, ratePerSecond }
  const started = await startBulkAction(at.engine, whole, await previewBulkAction(at.engine, whole))
  if (!started) throw new Error('too many run')
  return started
}

const read = (id: number) => findBulkAction(at.engine.db.reader, id)

async function goOn(steps = 100): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    const next = await findNextBulkAction(at.engine.db.reader)
    if (!next || next.dueAt > at.clock.now()) return
    await advanceBulkAction(at.engine, next)
  }
}

const submit = async (count: number, inputKey = 'in/talk.mp3') => {
  for (let made = 0; made < count; made += 1) {
    at.clock.advance(10)
    await submitOne(at, anOrder({ inputKey }))
  }
}

const countIn = async (state: 'Submitted' | 'Failed' | 'Cancel') =>
  (await browseJobs(at.engine.db.reader, { state }, { before: undefined, limit: 1_000 })).jobs.length

test('all jobs that match are cancelled in small steps, and none that is made meanwhile', async () => {
  await submit(45)
  await submit(3, 'other/talk.mp3')
  const selection = { bucket: 'media-1250000000', inputPrefix: 'in/' }
  const action = await start({ action: 'cancel', selection })
  expect(action).toMatchObject({ matched: 45, state: 'Running' })
  at.clock.advance(10)
  await goOn(1)
  expect(await read(action.id)).toMatchObject({ done: 20, state: 'Running' })
  await submit(1)
  await goOn()
  expect(await read(action.id)).toMatchObject({
    done: 45,
    skipped: 0,
    state: 'Done',
    endedAt: at.clock.now(),
  })
  expect(await countIn('Cancel')).toBe(45)
  expect(await countIn('Submitted')).toBe(4)
})

test('a step that was made already changes nothing, nor does one after the end', async () => {
  await submit(25)
  const action = await start({ action: 'cancel', selection: {} })
  await advanceBulkAction(at.engine, action)
  await advanceBulkAction(at.engine, action)
  expect(await read(action.id)).toMatchObject({ done: 20 })
  expect(await stopBulkAction(at.engine, action.id)).toMatchObject({ state: 'Stopped', done: 20 })
  const stopped = await read(action.id)
  if (stopped) await advanceBulkAction(at.engine, stopped)
  expect(await countIn('Cancel')).toBe(20)
  expect(await stopBulkAction(at.engine, 99)).toBeUndefined()
})

test('failed jobs are submitted again, once each, and never what that makes', async () => {
  await submit(3)
  for (let job = 0; job < 3; job += 1) {
    const claim = await claimOne(at.engine)
    if (!claim) throw new Error('no job waits')
    await finishOne(at.engine, claim, { kind: 'failed', code: 'ResourceNotSupported', message: 'it broke' })
  }
  const action = await start({
    action: 'rerun',
    selection: { state: 'Failed', code: 'ResourceNotSupported' },
  })
  await goOn()
  expect(await read(action.id)).toMatchObject({ matched: 3, done: 3, state: 'Done' })
  expect(await countIn('Failed')).toBe(3)
  expect(await countIn('Submitted')).toBe(3)
})

test('a full queue is waited for', async () => {
  await submit(2)
  for (let job = 0; job < 2; job += 1) {
    const claim = await claimOne(at.engine)
    if (claim)
      await finishOne(at.engine, claim, { kind: 'failed', code: 'ResourceNotSupported', message: 'it broke' })
  }
  await at.engine.db.transact((tx) => tx.updateTable('queues').set({ max_size: 1 }).execute())
  const action = await start({ action: 'rerun', selection: { state: 'Failed' } })
  await goOn()
  expect(await read(action.id)).toMatchObject({
    done: 1,
    skipped: 0,
    state: 'Running',
    dueAt: at.clock.now() + 5_000,
  })
  await claimOne(at.engine)
  at.clock.advance(5_000)
  await goOn()
  expect(await read(action.id)).toMatchObject({ done: 2, state: 'Done' })
})

test('callbacks are sent again at a rate, and what was missed is not sent all at once', async () => {
  await at.engine.db.transact(async (tx) => {
    for (let number = 1; number <= 30; number += 1) {
      await insertCallback(tx, {
        ...{ webhookId: `msg_${number}`, jobId: `j${number}`, bucketName: 'media-1250000000', queueId: 'p1' },
        ...{ tag: 'NoiseReduction', event: 'TaskFinish', url: 'http://127.0.0.1:9/cb', traceparent: null },
        ...{
          contentType: 'application/xml',
          deadlineMs: 15_000,
          body: Buffer.from('<a/>'),
          createdAt: number,
        },
      })
    }
    await tx.deleteFrom('callback_queue').execute()
  })
  const selection = { endpoint: 'http://127.0.0.1:9', state: 'delivered', since: 6 }
  const action = await start({ action: 'replay', selection }, 8)
  expect(action).toMatchObject({ matched: 25, ratePerSecond: 8 })
  await goOn()
  expect(await read(action.id)).toMatchObject({ done: 2 })
  for (let quarter = 0; quarter < 4; quarter += 1) {
    at.clock.advance(250)
    await goOn()
  }
  expect(await read(action.id)).toMatchObject({ done: 10 })
  at.clock.advance(60_000)
  await goOn()
  const later = await read(action.id)
  expect(later?.done).toBeLessThanOrEqual(10 + 8 + 2)
  const queued = await at.engine.db.reader.selectFrom('callback_queue').select('callback_id').execute()
  expect(queued.map((row) => row.callback_id)[0]).toBe(6)
})
