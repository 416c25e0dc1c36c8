import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { confirmCallbacks } from './confirm-callbacks.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { listEndpoints } from '../endpoints/list-endpoints.ts'
import { readHealth } from '../endpoints/endpoint-store.ts'
import { InFlightJournal } from '../delivery/in-flight-journal.ts'
import { recordUnknownAttempts, NO_EVIDENCE } from '../record-unknown-attempts.ts'
import { parkQueued } from '../delivery/park-queued.ts'
import { pruneEvidence } from './prune-evidence.ts'
import { replayCallbacks } from './replay-callbacks.ts'
import { resumeEndpoint } from '../endpoints/resume-endpoint.ts'
import { ofAddress, ofBucket, ofOrigin, scopeKey, type Scope } from '../scope.ts'
import { setEndpoint } from '../endpoints/set-endpoint.ts'
import {
  attemptId,
  dequeue,
  findDue,
  insertAttempt,
  insertCallback,
  archiveCallback,
  type DueCallback,
} from '../store.ts'

const NOW = Date.parse('2026-05-06T07:08:09.000Z')
const ENDPOINT = 'http://127.0.0.1:9'
const BUCKET = 'media-1250000000'
const SCOPE = ofOrigin({ endpoint: ENDPOINT })
const atBucket = ofBucket({ endpoint: ENDPOINT, bucketName: BUCKET })
const atAddress = ofAddress({ endpoint: ENDPOINT, bucketName: BUCKET }, `${ENDPOINT}/cb`)

let at: TestDatabase
let db: Database

beforeEach(async () => {
  at = await openTestDatabase()
  db = at.db
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

async function insert(
  count: number,
  { path: at = '/cb', bucketName = BUCKET, from = 1 } = {},
): Promise<void> {
  await db.transact(async (tx) => {
    for (let n = from; n < from + count; n += 1) {
      await insertCallback(tx, {
        webhookId: `msg_${n}`,
        jobId: `j${n}`,
        bucketName,
        queueId: 'p1',
        tag: 'NoiseReduction',
        event: 'TaskFinish',
        url: `${ENDPOINT}${at}`,
        contentType: 'application/xml',
        deadlineMs: 15_000,
        traceparent: null,
        body: Buffer.from('<Response/>'),
        createdAt: NOW + n,
      })
    }
  })
}

const queued = (): Promise<readonly DueCallback[]> =>
  findDue(db.reader, { afterDueAt: 0, afterId: 0, until: NOW * 2, limit: 10_000 })
const attempts = () =>
  db.reader.selectFrom('callback_attempts').select(['id', 'outcome', 'cause']).orderBy('id').execute()
const archived = () => db.reader.selectFrom('callback_rest').selectAll().orderBy('callback_id').execute()

const healthAt = async (scope: Scope): Promise<EndpointHealth | undefined> =>
  (await readHealth(db.reader)).get(scopeKey(scope))?.health

async function parkAll(): Promise<void> {
  const health = { state: 'parked', failures: 3, since: NOW, reason: 'answered 410' } as const
  const toPark = (await queued()).map((due) => ({ due, scope: SCOPE }))
  await parkQueued(db, toPark, { healthOf: () => health, now: NOW })
}

test('parked callbacks wait with their endpoint, and resuming makes all of them due', async () => {
  await insert(1_203)
  await parkAll()
  expect(await queued()).toEqual([])
  expect(await healthAt(SCOPE)).toMatchObject({ state: 'parked', reason: 'answered 410' })
  expect(await resumeEndpoint(db, SCOPE, NOW + 5_000)).toBe(1_203)
  expect(await readHealth(db.reader)).toEqual(new Map())
  expect(await archived()).toEqual([])
  const due = await queued()
  expect(due).toHaveLength(1_203)
  expect(new Set(due.map(({ dueAt }) => dueAt))).toEqual(new Set([NOW + 5_000]))
})

test('a callback that was taken from the queue meanwhile is not parked', async () => {
  await insert(1)
  const [stale] = await queued()
  await confirmCallbacks(db, [1], NOW)
  const health = { state: 'parked', failures: 0, since: NOW, reason: 'x' } as const
  await parkQueued(db, stale ? [{ due: stale, scope: SCOPE }] : [], { healthOf: () => health, now: NOW })
  expect(await archived()).toEqual([])
})

test.each([SCOPE, atBucket, atAddress])('an operator pauses and parks by name: %o', async (scope) => {
  const pausedUntil = NOW + 60_000
  await setEndpoint(db, scope, { override: { state: 'paused', reason: 'deploy', pausedUntil }, now: NOW })
  expect(await healthAt(scope)).toMatchObject({ state: 'paused', pausedUntil, byOperator: true })
  await setEndpoint(db, scope, { override: { state: 'parked', reason: 'gone' }, now: NOW })
  expect(await healthAt(scope)).toMatchObject({ state: 'parked', reason: 'gone' })
  expect((await readHealth(db.reader)).size).toBe(1)
})

test('what a wider scope keeps closed is not listed as working', async () => {
  await insert(2)
  const states = async () =>
    (await listEndpoints(db.reader)).map(({ scope, state, waiting }) => [scopeKey(scope), state, waiting])
  expect(await states()).toEqual([[scopeKey(atBucket), 'working', 2]])
  await setEndpoint(db, SCOPE, { override: { state: 'parked', reason: 'moves' }, now: NOW })
  expect(await states()).toEqual([
    [scopeKey(SCOPE), 'parked', 2],
    [scopeKey(atBucket), 'parked', 2],
  ])
})

test('resuming a scope resumes what is within it, and nothing else', async () => {
  await insert(2, { path: '/cb?x=1' })
  await insert(2, { path: '/cb/2', from: 3 })
  await insert(2, { bucketName: 'other-1250000000', from: 5 })
  await parkAll()
  const override = { state: 'parked', reason: 'by hand' } as const
  for (const scope of [atBucket, atAddress]) await setEndpoint(db, scope, { override, now: NOW })
  expect(await resumeEndpoint(db, atAddress, NOW)).toBe(2)
  expect([...(await readHealth(db.reader)).keys()]).toEqual([scopeKey(SCOPE), scopeKey(atBucket)])
  expect(await resumeEndpoint(db, atBucket, NOW)).toBe(2)
  expect([...(await readHealth(db.reader)).keys()]).toEqual([scopeKey(SCOPE)])
  await setEndpoint(db, atAddress, { override, now: NOW })
  expect(await resumeEndpoint(db, SCOPE, NOW)).toBe(2)
  expect(await readHealth(db.reader)).toEqual(new Map())
})

test('callbacks that were answered with 410 are resumed last, those with more attempts later', async () => {
  await insert(700)
  const all = await queued()
  for (const { callbackId, times } of [
    { callbackId: 1, times: 2 },
    { callbackId: 2, times: 1 },
  ]) {
    const due = all.find((one) => one.callbackId === callbackId)
    if (!due) throw new Error('it is queued')
    await db.transact(async (tx) => {
      await dequeue(tx, due)
      await archiveCallback(tx, {
        callbackId,
        state: 'parked',
        endpoint: ENDPOINT,
        attempts: times,
        since: NOW,
      })
      await insertAttempt(tx, {
        ...NO_EVIDENCE,
        id: attemptId(callbackId, times),
        started_at: NOW,
        outcome: 'parked',
        cause: 'status',
        detail: 'answered 410',
      })
    })
  }
  await parkAll()
  expect(await resumeEndpoint(db, SCOPE, NOW * 1.5)).toBe(700)
  const order = (await queued()).map(({ callbackId }) => callbackId)
  expect(order.slice(-2)).toEqual([2, 1])
  expect(order.slice(0, 2)).toEqual([3, 4])
})

test('a receiver confirms callbacks that are queued or parked, each once', async () => {
  await insert(3)
  expect(await confirmCallbacks(db, [1], NOW)).toBe(1)
  await parkAll()
  expect(await confirmCallbacks(db, [1, 2, 99], NOW)).toBe(1)
  expect(await attempts()).toEqual([
    { id: 1 * 1024 + 1, outcome: 'confirmed', cause: null },
    { id: 2 * 1024 + 1, outcome: 'confirmed', cause: null },
  ])
  expect((await archived()).map(({ callback_id }) => callback_id)).toEqual([3])
})

test('a replay queues delivered, queued and parked callbacks once each, at its rate', async () => {
  await insert(4)
  await confirmCallbacks(db, [1, 2], NOW)
  const replayed = await replayCallbacks(db, { callbackIds: [1, 2, 3, 4], now: NOW, ratePerSecond: 2 })
  expect(replayed).toEqual({ queued: 4, lastDueAt: NOW + 1_500 })
  expect(
    (await queued()).map(({ dueAt, callbackId, attempts: made }) => [dueAt - NOW, callbackId, made]),
  ).toEqual([
    [0, 1, 1],
    [500, 2, 1],
    [1_000, 3, 0],
    [1_500, 4, 0],
  ])
})

test('an attempt that a crash cut off is recorded as unknown, and its callback stays due', async () => {
  await insert(2)
  const file = path.join(at.directory, 'sending.log')
  {
    using journal = new InFlightJournal(file)
    journal.begin({ callbackId: 1, attempt: 1, startedAt: NOW })
    journal.begin({ callbackId: 2, attempt: 1, startedAt: NOW })()
    journal.begin({ callbackId: 7, attempt: 1, startedAt: NOW })
  }
  using journal = new InFlightJournal(file)
  expect(journal.leftovers.map(({ callbackId }) => callbackId)).toEqual([1, 7])
  await recordUnknownAttempts(db, journal.leftovers)
  await recordUnknownAttempts(db, journal.leftovers)
  expect(await attempts()).toEqual([{ id: 1 * 1024 + 1, outcome: 'unknown', cause: 'crash' }])
  expect(await queued()).toMatchObject([
    { callbackId: 1, dueAt: NOW + 1, attempts: 1, failures: 0 },
    { callbackId: 2, attempts: 0 },
  ])
})

test('old delivered callbacks are deleted with their attempts, and undelivered ones stay', async () => {
  await insert(1_300)
  const ids = Array.from({ length: 1_299 }, (_, at) => at + 1)
  await confirmCallbacks(db, ids, NOW)
  const signal = new AbortController().signal
  await pruneEvidence(db, { olderThan: NOW + 10_000, maxAttempts: 10 }, signal)
  const left = await db.reader.selectFrom('callbacks').select('id').execute()
  expect(left).toEqual([{ id: 1_300 }])
  expect(await attempts()).toEqual([])
})

test('of many attempts the newest are kept', async () => {
  await insert(30)
  await confirmCallbacks(
    db,
    Array.from({ length: 30 }, (_, at) => at + 1),
    NOW,
  )
  await pruneEvidence(db, { olderThan: 0, maxAttempts: 10 }, new AbortController().signal)
  expect((await attempts()).map(({ id }) => Math.floor(id / 1024))).toEqual(
    Array.from({ length: 10 }, (_, at) => at + 21),
  )
})
