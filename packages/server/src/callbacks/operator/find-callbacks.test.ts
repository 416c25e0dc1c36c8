import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { confirmCallbacks } from './confirm-callbacks.ts'
import { findCallbackIds, type CallbackFilter, type StateFilter } from './find-callbacks.ts'
import { readCallbacks } from './read-callbacks.ts'
import { deleteQueueEntry, insertCallback, archiveCallback } from '../store.ts'

const NOW = Date.parse('2026-05-06T07:08:09.000Z')
const COUNT = 45_000
const PARKED = [10, 20_050, 44_000]
const DEAD = [11, 44_001]
const PENDING = [12, 30_000, 44_002, COUNT]

let at: TestDatabase
let db: Database

/** Callback n is created at NOW + n. Every 20,000th has a rare tag, and all but a few are delivered. */
beforeAll(async () => {
  at = await openTestDatabase()
  db = at.db
  await db.transact(async (tx) => {
    for (let n = 1; n <= COUNT; n += 1) {
      await insertCallback(tx, {
        webhookId: `msg_${n}`,
        jobId: `j${n}`,
        bucketName: 'media-1250000000',
        queueId: n % 2 === 0 ? 'p-even' : 'p-odd',
        tag: n % 20_000 === 0 ? 'Rare' : 'NoiseReduction',
        event: 'TaskFinish',
        url: 'http://127.0.0.1:9/cb',
        contentType: 'application/xml',
        deadlineMs: 15_000,
        traceparent: null,
        body: Buffer.from('<Response/>'),
        createdAt: NOW + n,
      })
    }
    for (const [state, ids] of [['parked', PARKED] as const, ['dead', DEAD] as const]) {
      for (const callbackId of ids) {
        await deleteQueueEntry(tx, { callbackId })
        await archiveCallback(tx, {
          callbackId,
          state,
          endpoint: 'http://127.0.0.1:9',
          attempts: 3,
          since: NOW,
        })
      }
    }
    await sql`DELETE FROM callback_queue WHERE callback_id NOT IN (${sql.join(PENDING)})`.execute(tx)
  })
}, 60_000)

afterAll(async () => {
  await at[Symbol.asyncDispose]()
})

/** Returns all ids and the number of pages. */
async function walk(filter: CallbackFilter, order: 'asc' | 'desc', limit: number) {
  const ids: number[] = []
  let pages = 0
  let after: number | undefined
  do {
    const page = await findCallbackIds(db.reader, { filter, order, after, limit })
    expect(page.ids.length).toBeLessThanOrEqual(limit)
    ids.push(...page.ids)
    after = page.next
    pages += 1
  } while (after !== undefined)
  return { ids, pages }
}

const OPEN: readonly [StateFilter, readonly number[]][] = [
  ['parked', PARKED],
  ['dead', DEAD],
  ['pending', PENDING],
  ['paused', []],
  ['undelivered', [...PARKED, ...PENDING].sort((a, b) => a - b)],
]

test.each(OPEN)(
  'callbacks that are %s are found in order, both ways, in pages of any size',
  async (state, wanted) => {
    for (const limit of [1, 2, 3, 100]) {
      expect((await walk({ state }, 'asc', limit)).ids).toEqual(wanted)
      expect((await walk({ state }, 'desc', limit)).ids).toEqual([...wanted].reverse())
    }
  },
)

test('all other callbacks are delivered', async () => {
  const open = new Set([...PARKED, ...DEAD, ...PENDING])
  const delivered = Array.from({ length: COUNT }, (_, at) => at + 1).filter((id) => !open.has(id))
  expect((await walk({ state: 'delivered' }, 'asc', 1_000)).ids).toEqual(delivered)
})

test('rare callbacks are found in short pages instead of long scans, and none is missed', async () => {
  for (const order of ['asc', 'desc'] as const) {
    const { ids, pages } = await walk({ tag: 'Rare' }, order, 50)
    expect([...ids].sort((a, b) => a - b)).toEqual([20_000, 40_000])
    expect(pages).toBe(3)
  }
})

test('filters are combined', async () => {
  expect((await walk({ state: 'undelivered', queueId: 'p-even' }, 'asc', 2)).ids).toEqual([
    10,
    12,
    20_050,
    30_000,
    44_000,
    44_002,
    COUNT,
  ])
  expect((await walk({ jobId: 'j20050', state: 'parked' }, 'asc', 2)).ids).toEqual([20_050])
  expect((await walk({ jobId: 'j20050', state: 'dead' }, 'asc', 2)).ids).toEqual([])
  const times = { since: NOW + 12, until: NOW + 30_000 }
  expect((await walk({ ...times, state: 'pending' }, 'asc', 50)).ids).toEqual([12, 30_000])
  expect((await walk({ since: NOW + COUNT - 1 }, 'desc', 50)).ids).toEqual([COUNT, COUNT - 1])
  expect((await walk({ since: NOW + COUNT + 1 }, 'desc', 50)).ids).toEqual([])
})

test('each callback has its state', async () => {
  await confirmCallbacks(db, [30_000], NOW)
  const rows = await readCallbacks(db.reader, [30_000, 10, 11, 12, 1, COUNT + 1])
  expect(rows.map(({ id, state, attempts }) => ({ id, state, attempts }))).toEqual([
    { id: 30_000, state: 'delivered', attempts: 1 },
    { id: 10, state: 'parked', attempts: 3 },
    { id: 11, state: 'dead', attempts: 3 },
    { id: 12, state: 'pending', attempts: 0 },
    { id: 1, state: 'delivered', attempts: 0 },
  ])
})
