import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { EndpointBook } from './endpoint-book.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { saveHealth } from './endpoint-store.ts'

const A = 'http://a.example'
const GONE = { kind: 'gone', reason: 'answered 410' } as const
const FAILS = { kind: 'fails', reason: 'answered 500' } as const

let at: TestDatabase
let book: EndpointBook

beforeEach(async () => {
  at = await openTestDatabase()
  book = new EndpointBook()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const save = (health: EndpointHealth | undefined): Promise<void> =>
  at.db.transact((tx) => saveHealth(tx, A, health))

const known = (): EndpointHealth => {
  const health = book.healthOf(A)
  if (!health) throw new Error('the endpoint works')
  return health
}

test('what was seen and is not in the table yet is not forgotten by a reload', async () => {
  book.observe(A, GONE, 1_000)
  expect(await book.reload(at.db.reader)).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked', since: 1_000 })
  await save(known())
  book.saved(A)
  expect(await book.reload(at.db.reader)).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked' })
})

test('an operator who takes an endpoint out of the table opens it', async () => {
  book.observe(A, GONE, 1_000)
  await save(known())
  book.saved(A)
  await save(undefined)
  expect(await book.reload(at.db.reader)).toEqual([{ endpoint: A, became: 'open' }])
  expect(book.healthOf(A)).toBeUndefined()
})

test('an operator is heard while a change is on its way, and is not written over', async () => {
  book.observe(A, FAILS, 1_000)
  await save({ state: 'parked', failures: 0, since: 1_001, reason: 'maintenance' })
  expect(await book.reload(at.db.reader)).toEqual([{ endpoint: A, became: 'parked' }])
  await save(known())
  book.saved(A)
  expect(await book.reload(at.db.reader)).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked', reason: 'maintenance' })
})

test('what is seen while the table is read is newer than what was read', async () => {
  const reloading = book.reload(at.db.reader)
  book.observe(A, GONE, 1_000)
  book.saved(A)
  expect(await reloading).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked' })
})

test('a reload does not make the next pause of an outage short again', async () => {
  let now = 0
  for (let failure = 0; failure < 7; failure += 1) {
    book.observe(A, FAILS, now)
    now = Math.max(now + 1, book.nextPauseEnd() === Infinity ? 0 : book.nextPauseEnd())
  }
  const before = known()
  if (before.state !== 'paused') throw new Error('seven failures are an outage')
  const { pauseMs } = before
  expect(pauseMs).toBeGreaterThan(1_000)
  await save(known())
  for (let change = 0; change < 7; change += 1) book.saved(A)
  expect(await book.reload(at.db.reader)).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'paused', pauseMs })
})
