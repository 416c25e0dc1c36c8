import { afterEach, beforeEach, expect, test } from 'vitest'
import { testWhen } from '../../../../../tooling/test-when.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Database } from '../../db/database.ts'
import { onPostgres, openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { insertCallback } from '../store.ts'
import type { CallbackFilter } from './find-callbacks.ts'
import { findReplays } from './find-replays.ts'
import { pruneEvidence } from './prune-evidence.ts'
import { confirmCallbacks } from './confirm-callbacks.ts'
import { readNewest } from './read-callbacks.ts'
import { replayCallbacks } from './replay-callbacks.ts'

const NOW = Date.parse('2026-05-06T07:08:09.000Z')

let at: TestDatabase
let db: Database

beforeEach(async () => {
  at = await openTestDatabase()
  db = at.db
  await db.transact(async (tx) => {
    for (const [index, queueId] of ['p1', 'p2', 'p1'].entries()) {
      await insertCallback(tx, {
        webhookId: `msg_${index + 1}`,
        jobId: `j${index + 1}`,
        bucketName: 'media-1250000000',
        queueId,
        tag: 'NoiseReduction',
        event: 'TaskFinish',
        url: 'http://127.0.0.1:9/cb',
        contentType: 'application/xml',
        deadlineMs: 15_000,
        traceparent: null,
        body: Buffer.from('<Response/>'),
        createdAt: NOW,
      })
    }
  })
})

afterEach(() => at[Symbol.asyncDispose]())

const replay = (callbackIds: readonly number[], now: number) =>
  replayCallbacks(db, { callbackIds, now, ratePerSecond: undefined })
const page = async (filter: CallbackFilter = {}, after = 0, limit = 10) =>
  (await findReplays(db.reader, { filter, after, upTo: (await readNewest(db)).replay, limit })).map(
    ({ id, callbackId, replayedAt }) => [id, callbackId, replayedAt - NOW],
  )

test('each replay of a callback is found, in order, page by page', async () => {
  expect(await page()).toEqual([])
  await replay([1, 2], NOW + 1_000)
  await replay([1], NOW + 2_000)
  expect(await page()).toEqual([
    [1, 1, 1_000],
    [2, 2, 1_000],
    [3, 1, 2_000],
  ])
  expect(await page({}, 1, 1)).toEqual([[2, 2, 1_000]])
})

test('a filter is about the callback, and its times about the replay', async () => {
  await replay([1, 2, 3], NOW + 1_000)
  await replay([2], NOW + 2_000)
  expect(await page({ queueId: 'p2' })).toEqual([
    [2, 2, 1_000],
    [4, 2, 2_000],
  ])
  expect(await page({ since: NOW + 1_500 })).toEqual([[4, 2, 2_000]])
  await confirmCallbacks(db, [2], NOW)
  expect((await page({ state: 'undelivered' })).map(([, callbackId]) => callbackId)).toEqual([1, 3])
})

test('replays are pruned with their callback', async () => {
  await replay([1, 2, 3], NOW)
  await confirmCallbacks(db, [1, 2, 3], NOW)
  const limits = { olderThan: NOW + 1, maxAttempts: 1_000_000 }
  await pruneEvidence(db, limits, new AbortController().signal)
  expect(await page()).toEqual([])
  expect(await db.reader.selectFrom('callbacks').select('id').execute()).toEqual([])
})

test('two replays of the same callbacks at once wait for each other, and both are kept', async () => {
  const ids = [1, 2, 3]
  await Promise.all([replay(ids, NOW), replay(ids.toReversed(), NOW), readNewest(db), replay(ids, NOW)])
  expect(await page()).toHaveLength(9)
  expect(await db.reader.selectFrom('callback_queue').select('callback_id').execute()).toHaveLength(3)
})

testWhen(onPostgres)(
  'the newest replay is returned only when no lower one can be committed later',
  async () => {
    const inserted = Promise.withResolvers<undefined>()
    let isCommitted = false
    const slow = db
      .transact(async (tx) => {
        await tx.insertInto('callback_replays').values({ callback_id: 1, replayed_at: NOW }).execute()
        inserted.resolve(undefined)
        await sleep(300)
      })
      .then(() => (isCommitted = true))
    await inserted.promise
    await replay([2], NOW)
    expect(isCommitted).toBe(false)
    expect((await readNewest(db)).replay).toBe(2)
    expect(await page()).toHaveLength(2)
    await slow
  },
)
