import { expect } from 'vitest'
import { sleep } from '../../base/tasks/wait.ts'
import { onPostgres, openTestDatabase } from '../../db/testing/test-database.ts'
import { readNewest } from './read-callbacks.ts'
import { insertCallback } from '../store.ts'
import { testWhen } from '../../../../../tooling/test-when.ts'

const aCallback = {
  webhookId: 'msg_1',
  jobId: 'j1',
  bucketName: 'media-1250000000',
  queueId: 'p1',
  tag: 'NoiseReduction',
  event: 'TaskFinish',
  url: 'http://127.0.0.1:9/cb',
  contentType: 'application/xml',
  deadlineMs: 15_000,
  traceparent: null,
  body: Buffer.from('<Response/>'),
  createdAt: 0,
} as const

// On SQLite writers take turns, so ids are committed in order.
testWhen(onPostgres)('the newest id is returned only when no lower one can be committed later', async () => {
  await using at = await openTestDatabase()
  const { db } = at
  const inserted = Promise.withResolvers<undefined>()
  let committed = false
  const slow = db
    .transact(async (tx) => {
      await insertCallback(tx, aCallback)
      inserted.resolve(undefined)
      await sleep(300)
    })
    .then(() => (committed = true))
  await inserted.promise
  await db.transact((tx) => insertCallback(tx, { ...aCallback, webhookId: 'msg_2' }))
  expect(committed).toBe(false)
  expect(await readNewest(db)).toEqual({ callback: 2, replay: 0 })
  const { count } = await db.reader
    .selectFrom('callbacks')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  expect(count).toBe(2)
  await slow
})
