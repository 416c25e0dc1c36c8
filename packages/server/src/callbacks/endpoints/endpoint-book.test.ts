import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { EndpointBook, type HealthChange } from './endpoint-book.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { readHealth, saveHealth } from './endpoint-store.ts'
import type { Signals } from './endpoint-signal.ts'
import { ofAddress, ofBucket, ofOrigin } from '../scope.ts'

const ROUTE = { endpoint: 'http://a.example', bucketName: 'media-1250000000' }
const ADDRESS = 'http://a.example/cb'
const OTHERS = { endpoint: ROUTE.endpoint, bucketName: 'other-1250000000' }
const WORKS = { kind: 'success' } as const
const GONE = { kind: 'gone', reason: 'answered 410' } as const
const FAILS = { kind: 'failure', reason: 'answered 500' } as const
/** Most of these tests are about one scope: any will do. */
const A = ofBucket(ROUTE)

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

const observe = (signals: Signals, now: number, route = ROUTE, address = ADDRESS): readonly HealthChange[] =>
  book.observe({ route, address }, signals, now)

const known = (): EndpointHealth => {
  const health = book.healthOf(A)
  if (!health) throw new Error('the endpoint works')
  return health
}

test('what was seen and is not in the table yet is not forgotten by a reload', async () => {
  observe({ bucket: GONE }, 1_000)
  expect(await book.reload(at.db.reader)).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked', since: 1_000 })
  await save(known())
  book.saved(A)
  expect(await book.reload(at.db.reader)).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked' })
})

test('an operator who takes an endpoint out of the table opens it', async () => {
  observe({ bucket: GONE }, 1_000)
  await save(known())
  book.saved(A)
  await save(undefined)
  expect(await book.reload(at.db.reader)).toEqual([{ scope: A, became: 'open' }])
  expect(book.healthOf(A)).toBeUndefined()
})

test('an operator is heard while a change is on its way, and is not written over', async () => {
  observe({ bucket: FAILS }, 1_000)
  await save({ state: 'parked', failures: 0, since: 1_001, reason: 'maintenance' })
  expect(await book.reload(at.db.reader)).toEqual([{ scope: A, became: 'parked' }])
  await save(known())
  book.saved(A)
  expect(await book.reload(at.db.reader)).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked', reason: 'maintenance' })
})

test('what is seen while the table is read is newer than what was read', async () => {
  const reloading = book.reload(at.db.reader)
  observe({ bucket: GONE }, 1_000)
  book.saved(A)
  expect(await reloading).toEqual([])
  expect(book.healthOf(A)).toMatchObject({ state: 'parked' })
})

test('a reload does not make the next pause of an outage short again', async () => {
  let now = 0
  for (let failure = 0; failure < 7; failure += 1) {
    observe({ bucket: FAILS }, now)
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

test('each scope has a health of its own, and a wider one is known by all that is within', () => {
  observe({ origin: WORKS, address: GONE }, 1_000)
  expect(book.closedAddress(ROUTE, ADDRESS)).toEqual(ofAddress(ROUTE, ADDRESS))
  expect(book.closedAddress(ROUTE, `${ADDRESS}/2`)).toBeUndefined()
  expect(book.closedAddress(OTHERS, ADDRESS)).toBeUndefined()
  expect(book.parkedRoute(ROUTE)).toBeUndefined()
  observe({ bucket: GONE }, 1_000)
  expect(book.parkedRoute(ROUTE)).toEqual(ofBucket(ROUTE))
  expect(book.parkedRoute(OTHERS)).toBeUndefined()
  observe({ origin: GONE }, 1_000)
  expect(book.parkedRoute(OTHERS)).toEqual(ofOrigin(OTHERS))
})

test('an answer ends the troubles of the way to the receiver, whatever it says', () => {
  for (let failure = 0; failure < 5; failure += 1) observe({ origin: FAILS }, 1_000)
  expect(book.healthOf(ofOrigin(ROUTE))).toMatchObject({ state: 'paused' })
  observe({ origin: WORKS, bucket: FAILS }, 10_000, OTHERS)
  expect(book.healthOf(ofOrigin(ROUTE))).toBeUndefined()
})

test('one address more than twenty that answer 410 parks what the bucket sends there, in their place', async () => {
  const changes: HealthChange[] = []
  for (let n = 0; n < 60; n += 1) {
    changes.push(...observe({ origin: WORKS, address: GONE }, 1_000, ROUTE, `${ADDRESS}/${n}`))
    await at.db.transact(async (tx) => {
      for (const { scope } of changes) await saveHealth(tx, scope, book.healthOf(scope))
    })
    expect((await readHealth(at.db.reader)).size).toBeLessThanOrEqual(21)
  }
  expect(book.parkedRoute(ROUTE)).toEqual(A)
  expect(known()).toMatchObject({ state: 'parked', reason: '21 of its addresses answered 410' })
  expect([...(await readHealth(at.db.reader)).keys()]).toHaveLength(1)
  expect(book.parkedRoute(OTHERS)).toBeUndefined()
})

test('of more than there is room for, the least harmful are forgotten, and never what an operator said', async () => {
  book = new EndpointBook({ origins: 2, ofBucket: 3, ofBuckets: 4 })
  const word = { state: 'parked', failures: 0, since: 1, reason: 'by hand', byOperator: true } as const
  await save(word)
  await book.reload(at.db.reader)
  const to = (name: string, bucketName = ROUTE.bucketName) => ({
    endpoint: `http://${name}.example`,
    bucketName,
  })
  observe({ bucket: { kind: 'retry-after', pauseMs: 9_000, reason: 'busy' } }, 2, to('paused'))
  for (const name of ['b', 'c', 'd', 'e']) observe({ bucket: FAILS }, 2, to(name))
  const states = ['paused', 'b', 'c', 'd', 'e'].map((name) => book.healthOf(ofBucket(to(name)))?.state)
  expect(states).toEqual(['paused', undefined, undefined, 'failing', 'failing'])
  const [, ...forgotten] = observe({ bucket: FAILS }, 2, to('f'))
  expect(forgotten).toEqual([{ scope: ofBucket(to('d')), health: 'working' }])
  for (const name of ['x', 'y']) observe({ bucket: FAILS }, 3, to(name, 'other-1250000000'))
  expect(['paused', 'e', 'f'].map((name) => book.healthOf(ofBucket(to(name)))?.state)).toEqual([
    'paused',
    undefined,
    'failing',
  ])
  expect(book.healthOf(A)).toEqual(word)
  for (const name of ['b', 'c', 'd']) observe({ origin: FAILS }, 4, to(name))
  expect(book.healthOf(ofOrigin(to('b')))).toBeUndefined()
})
