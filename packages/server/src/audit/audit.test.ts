import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { onPostgres, openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { pruneEntries } from './prune-entries.ts'
import { countAgain, finishEntry, insertEntry, listEntries, type AuditEvent } from './store.ts'

const NOW = Date.parse('2026-05-06T07:08:09.000Z')
const MINUTE_MS = 60_000

let at: TestDatabase
beforeEach(async () => {
  at = await openTestDatabase()
})
afterEach(() => at[Symbol.asyncDispose]())

const event = (more: Partial<AuditEvent> = {}): AuditEvent => ({
  who: 'admin token',
  role: 'admin',
  address: '127.0.0.1',
  what: 'POST /keys',
  ...more,
})

const insert = (more: Partial<AuditEvent> = {}, time = NOW): Promise<number> =>
  at.db.transact((tx) => insertEntry(tx, event(more), time))

test('an entry comes back as it was written, with its outcome', async () => {
  const whole = {
    ...event({ who: 'console 1f0c93ab', target: 'AKIDone', body: { name: 'käy', buckets: null } }),
    signedIn: { at: NOW - 1, from: '10.0.0.7' },
  }
  const id = await insert(whole)
  expect((await listEntries(at.db.reader, { limit: 9 })).entries).toEqual([
    { ...whole, id, at: NOW, times: 1, status: undefined },
  ])
  await at.db.transact((tx) => finishEntry(tx, id, { status: 200, target: undefined }))
  expect((await listEntries(at.db.reader, { limit: 9 })).entries).toMatchObject([
    { status: 200, target: 'AKIDone' },
  ])
  await at.db.transact((tx) => finishEntry(tx, id, { status: 404, target: 'AKIDtwo' }))
  expect((await listEntries(at.db.reader, { limit: 9 })).entries).toMatchObject([
    { status: 404, target: 'AKIDtwo' },
  ])
})

test('they are listed newest first, page by page, and by what is asked for', async () => {
  const ids: number[] = []
  for (let minute = 0; minute < 6; minute += 1) {
    const who = minute % 2 === 0 ? 'admin token' : 'console 1f0c93ab'
    const what = minute < 3 ? 'POST /keys' : 'POST /queues'
    ids.push(await insert({ who, what }, NOW + minute * MINUTE_MS))
  }
  const list = async (filter: object): Promise<readonly number[]> =>
    (await listEntries(at.db.reader, { limit: 9, ...filter })).entries.map(({ id }) => ids.indexOf(id))
  expect(await list({})).toEqual([5, 4, 3, 2, 1, 0])
  expect(await list({ who: 'admin token' })).toEqual([4, 2, 0])
  expect(await list({ what: 'POST /keys' })).toEqual([2, 1, 0])
  expect(await list({ who: 'admin token', what: 'POST /keys' })).toEqual([2, 0])
  expect(await list({ since: NOW + 4 * MINUTE_MS })).toEqual([5, 4])
  expect(await list({ since: NOW + 9 * MINUTE_MS })).toEqual([])
  expect(await list({ since: NOW - 1 })).toEqual([5, 4, 3, 2, 1, 0])
  const { next } = await listEntries(at.db.reader, { limit: 2 })
  expect(await list({ before: next, limit: 2 })).toEqual([3, 2])
})

test('what happens again within a minute is counted', async () => {
  const refused = event({ who: 'nobody', what: 'sign in', status: 401 })
  const again = (since: number): Promise<boolean> => at.db.transact((tx) => countAgain(tx, refused, since))
  expect(await again(NOW - MINUTE_MS)).toBe(false)
  await insert(refused)
  await insert({ who: 'nobody' })
  expect(await again(NOW - 1)).toBe(true)
  expect(await again(NOW)).toBe(true)
  expect(await again(NOW + 1)).toBe(false)
  const { entries } = await listEntries(at.db.reader, { limit: 9, what: 'sign in' })
  expect(entries).toMatchObject([{ times: 3 }])
})

test('what is old goes, and what is too much, the oldest first', async () => {
  await at.db.transact(async (tx) => {
    for (let count = 0; count < 1_200; count += 1) await insertEntry(tx, event(), NOW + count)
  })
  const signal = AbortSignal.timeout(20_000)
  const left = async (): Promise<readonly number[]> =>
    (await listEntries(at.db.reader, { limit: 2_000 })).entries.map((entry) => entry.at - NOW)
  expect(await pruneEntries(at.db, { olderThan: NOW + 100, maxEntries: 5_000 }, signal)).toBe(100)
  expect(await pruneEntries(at.db, { olderThan: NOW, maxEntries: 40 }, signal)).toBe(1_060)
  const ages = await left()
  expect(ages).toHaveLength(40)
  expect(ages.at(-1)).toBe(1_160)
  expect(await pruneEntries(at.db, { olderThan: NOW, maxEntries: 40 }, signal)).toBe(0)
})

test('each filter has an index that gives its order', async () => {
  const plan = async (where: string): Promise<string> => {
    const query = sql.raw(`SELECT * FROM audit_entries WHERE ${where} ORDER BY id DESC LIMIT 50`)
    return at.db.transact(async (tx) => {
      // So few rows are sorted faster than they are read by an index.
      if (onPostgres) await sql`SET LOCAL enable_seqscan = off`.execute(tx)
      if (onPostgres) await sql`SET LOCAL enable_sort = off`.execute(tx)
      const explain = onPostgres ? sql`EXPLAIN ${query}` : sql`EXPLAIN QUERY PLAN ${query}`
      return JSON.stringify((await explain.execute(tx)).rows)
    })
  }
  expect(await plan("who = 'a'")).toMatch(/audit_entries_of_who\b/)
  expect(await plan("what = 'a'")).toMatch(/audit_entries_of_what\b/)
  expect(await plan("who = 'a' AND what = 'b'")).toMatch(/audit_entries_of_who_and_what\b/)
  for (const where of ["who = 'a'", "what = 'a'", "who = 'a' AND what = 'b'", 'id < 9'])
    expect(await plan(where)).not.toMatch(/SCAN audit_entries\b|TEMP B-TREE|Seq Scan/i)
})
