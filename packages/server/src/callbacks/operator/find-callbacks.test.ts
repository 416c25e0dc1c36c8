import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { confirmCallbacks } from './confirm-callbacks.ts'
import { findCallbackIds, type CallbackFilter, type StateFilter } from './find-callbacks.ts'
import { readCallbacks } from './read-callbacks.ts'
import { archiveCallback, enqueue } from '../store.ts'

const NOW = Date.parse('2026-05-06T07:08:09.000Z')
const COUNT = 45_000
const PARKED = [10, 20_050, 44_000]
const DEAD = [11, 44_001]
const PENDING = [12, 30_000, 44_002, COUNT]
const ROWS_PER_INSERT = 500
const ENDPOINT = 'http://127.0.0.1:9'

let at: TestDatabase
let db: Database

function rowOf(n: number) {
  return {
    id: n,
    webhook_id: `msg_${n}`,
    job_id: `j${n}`,
    bucket_name: 'media-1250000000',
    queue_id: n % 2 === 0 ? 'p-even' : 'p-odd',
    tag: n % 20_000 === 0 ? 'Rare' : 'NoiseReduction',
    event: 'TaskFinish' as const,
    endpoint: ENDPOINT,
    url: `${ENDPOINT}/cb`,
    content_type: 'application/xml',
    deadline_ms: 15_000,
    traceparent: null,
    created_at: NOW + n,
    body: Buffer.from('<Response/>'),
  }
}

/** Callback n is created at NOW + n. Every 20,000th has a rare tag, and all but a few are delivered. */
beforeAll(async () => {
  at = await openTestDatabase()
  db = at.db
  await db.transact(async (tx) => {
    for (let from = 1; from <= COUNT; from += ROWS_PER_INSERT) {
      const rows = Array.from({ length: ROWS_PER_INSERT }, (_, offset) => rowOf(from + offset))
      await tx.insertInto('callbacks').values(rows).execute()
    }
    for (const callbackId of PENDING) {
      await enqueue(tx, { dueAt: NOW + callbackId, callbackId, attempts: 0, failures: 0 })
    }
    for (const [state, ids] of [['parked', PARKED] as const, ['dead', DEAD] as const]) {
      for (const callbackId of ids) {
        await archiveCallback(tx, { callbackId, state, endpoint: ENDPOINT, attempts: 3, since: NOW })
      }
    }
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
