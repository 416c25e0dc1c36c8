import { afterEach, beforeEach, expect, test } from 'vitest'
import { matching } from '../../base/testing/test-matching.ts'
import { insertCallback } from '../../callbacks/store.ts'
import { ofAddress, ofBucket, ofOrigin, type Scope } from '../../callbacks/scope.ts'
import { saveHealth } from '../../callbacks/endpoints/endpoint-store.ts'
import { setEndpoint } from '../../callbacks/endpoints/set-endpoint.ts'
import { SenderLease } from '../../callbacks/delivery/sender-lease.ts'
import { checkWork } from './check-work.ts'
import { browseQueues } from './browse-queues.ts'
import { patchQueue } from '../queues/change-queue.ts'
import { claimOne, openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

async function check(someoneWorks = true) {
  return checkWork({ db: at.engine.db.reader, now: at.clock.now(), someoneWorks })
}

const insertDue = () =>
  at.engine.db.transact((tx) =>
    insertCallback(tx, {
      webhookId: 'msg_1',
      jobId: 'j1',
      bucketName: at.bucket.name,
      queueId: 'p1',
      tag: 'NoiseReduction',
      event: 'TaskFinish',
      url: 'https://hooks.example.com/ci?token=hidden',
      contentType: 'application/xml',
      deadlineMs: 15_000,
      traceparent: null,
      body: Buffer.from('<Response/>'),
      createdAt: at.clock.now(),
    }),
  )

test('nothing to do is no problem', async () => {
  expect(await check()).toMatchObject({ figures: { running: 0, waiting: 0, pending: 0 }, problems: [] })
})

test('a job that nobody claims is told of after a while, unless nobody could', async () => {
  await submitOne(at)
  expect((await check()).problems).toEqual([])
  at.clock.advance(180_000)
  expect(await check()).toMatchObject({
    figures: { waiting: 1, oldestWaitingS: 180 },
    problems: [
      {
        state: 'warning',
        what: matching(/oldest for 3 min/),
        advice: matching(/lemnis worker/),
      },
    ],
  })
  expect((await check(false)).problems).toEqual([])
})

test('a queue whose jobs run has a worker, however long others wait in it', async () => {
  for (let count = 0; count < 2; count += 1) await submitOne(at)
  at.clock.advance(180_000)
  await claimOne(at.engine)
  expect(await check()).toMatchObject({ figures: { running: 1, waiting: 1 }, problems: [] })
})

test('jobs of a worker that vanished, and nobody takes back, are a failure', async () => {
  await submitOne(at)
  await claimOne(at.engine)
  at.clock.advance(at.engine.leaseMs + 10_000)
  expect((await check()).problems).toEqual([])
  at.clock.advance(60_000)
  expect(await check()).toMatchObject({
    figures: { running: 0, lapsed: 1 },
    problems: [{ state: 'failed', what: matching(/nobody takes them back/) }],
  })
})

test('jobs in a paused queue come with the command that lets it go on', async () => {
  await submitOne(at)
  const queue = (await browseQueues(at.engine.db.reader)).find(({ waiting }) => waiting > 0)
  await patchQueue(at.engine, queue?.id ?? '', { state: 'Paused' })
  at.clock.advance(180_000)
  expect((await check()).problems).toMatchObject([
    { state: 'warning', advice: `Let it go on with "lemnis queues set ${queue?.id} --state Active".` },
  ])
})

test('a callback that is due and that nobody sends is a failure', async () => {
  await insertDue()
  at.clock.advance(60_000)
  expect(await check()).toMatchObject({
    figures: { pending: 1, oldestPendingS: 60, sending: false },
    problems: [{ state: 'failed', what: 'Callbacks are due for 60 s, and no process sends them.' }],
  })
  const lease = new SenderLease({ db: at.engine.db, clock: at.clock, holder: 'one', soleProcess: false })
  await lease.acquire()
  expect(await check()).toMatchObject({ figures: { sending: true }, problems: [] })
})

test('a callback that waits for hours, and a parked endpoint, come with their commands', async () => {
  await insertDue()
  const endpoint = 'https://hooks.example.com'
  const override = { state: 'parked', reason: 'moves next week' } as const
  await setEndpoint(at.engine.db, ofOrigin({ endpoint }), { override, now: at.clock.now() })
  at.clock.advance(3 * 3_600_000)
  const route = { endpoint, bucketName: 'media-1250000000' }
  const address = `${endpoint}/hidden`
  await setEndpoint(at.engine.db, ofAddress(route, address), { override, now: at.clock.now() })
  const { problems } = await check(false)
  expect(problems).toMatchObject([
    { state: 'warning', what: 'A callback is undelivered for 3 h.' },
    { state: 'warning', advice: `When it is well again, run "lemnis endpoints resume ${endpoint}".` },
    {
      what: `An address of ${endpoint} is parked for the bucket media-1250000000: moves next week.`,
      advice: `When it is well again, run "lemnis endpoints resume ${endpoint} --bucket media-1250000000".`,
    },
  ])
  expect(JSON.stringify(problems)).not.toContain('hidden')
})

const kinds = async (): Promise<readonly unknown[]> =>
  (await check()).problems.map(({ about }) => [about?.kind, about?.name, about?.count])

test('jobs that wait for an hour behind others are told of', async () => {
  for (let count = 0; count < 3; count += 1) await submitOne(at)
  at.clock.advance(3_590_000)
  await claimOne(at.engine)
  expect(await kinds()).toEqual([])
  at.clock.advance(20_000)
  const queue = (await browseQueues(at.engine.db.reader)).find(({ waiting }) => waiting > 0)
  expect(await kinds()).toEqual([['queue_late', queue?.id, 2]])
})

test('jobs that fail often are told of for an hour', async () => {
  for (let count = 0; count < 5; count += 1) at.engine.activity.count('jobs_failed')
  for (let count = 0; count < 20; count += 1) at.engine.activity.count('jobs_succeeded')
  await at.engine.activity.flush()
  expect(await kinds()).toEqual([['jobs_failing', undefined, 5]])
  at.engine.activity.count('jobs_succeeded')
  await at.engine.activity.flush()
  expect(await kinds()).toEqual([])
  for (let count = 0; count < 5; count += 1) at.engine.activity.count('jobs_failed')
  await at.engine.activity.flush()
  expect(await kinds()).toEqual([['jobs_failing', undefined, 10]])
  at.clock.advance(3_700_000)
  expect(await kinds()).toEqual([])
})

const saveFailing = (scope: Scope, failures: number, reason = 'answered 500') =>
  at.engine.db.transact((tx) =>
    saveHealth(tx, scope, { failures, since: at.clock.now(), reason, state: 'failing' }),
  )

test('a receiver that failed once is told of after a minute, one that failed again at once', async () => {
  const scope = ofOrigin({ endpoint: 'https://hooks.example.com' })
  await saveFailing(scope, 1)
  expect(await kinds()).toEqual([])
  at.clock.advance(60_000)
  expect(await kinds()).toEqual([['receiver_failing', scope.endpoint, 1]])
  await saveFailing(scope, 2)
  expect(await kinds()).toEqual([['receiver_failing', scope.endpoint, 2]])
})

test('a receiver that fails is told of until it answers, and one that was paused is not', async () => {
  const scope = ofOrigin({ endpoint: 'https://hooks.example.com' })
  await saveFailing(scope, 2)
  expect(await kinds()).toEqual([['receiver_failing', scope.endpoint, 2]])
  const override = { state: 'paused', pausedUntil: at.clock.now() + 3_600_000, reason: 'a move' } as const
  await setEndpoint(at.engine.db, scope, { override, now: at.clock.now() })
  at.clock.advance(120_000)
  expect(await kinds()).toEqual([])
})

test('a receiver that fails comes with its bucket, its error and the callbacks that wait for it', async () => {
  await insertDue()
  const endpoint = 'https://hooks.example.com'
  await saveFailing(ofBucket({ endpoint, bucketName: at.bucket.name }), 2)
  await saveFailing(ofBucket({ endpoint, bucketName: 'other-1250000000' }), 3, 'no answer')
  const since = new Date(at.clock.now()).toISOString()
  const found = (await check()).problems.map(({ about }) => about)
  expect(found).toEqual(
    expect.arrayContaining([
      {
        ...{ kind: 'receiver_failing', name: endpoint, since },
        ...{ bucket: at.bucket.name, count: 2, reason: 'answered 500', waiting: 1 },
      },
      {
        ...{ kind: 'receiver_failing', name: endpoint, since },
        ...{ bucket: 'other-1250000000', count: 3, reason: 'no answer', waiting: 0 },
      },
    ]),
  )
  expect(found).toHaveLength(2)
})

test('callbacks that were given up are counted until they are sent again', async () => {
  await insertDue()
  const [due] = await at.engine.db.reader.selectFrom('callback_queue').select('callback_id').execute()
  await at.engine.db.transact(async (tx) => {
    await tx.deleteFrom('callback_queue').execute()
    await tx
      .insertInto('callback_rest')
      .values({
        callback_id: due?.callback_id ?? 0,
        state: 'dead',
        endpoint: 'https://hooks.example.com',
        attempts: 1,
        since: 0,
      })
      .execute()
  })
  expect(await kinds()).toEqual([['callbacks_dead', undefined, 1]])
  await at.engine.db.transact((tx) => tx.deleteFrom('callback_rest').execute())
  expect(await kinds()).toEqual([])
})
