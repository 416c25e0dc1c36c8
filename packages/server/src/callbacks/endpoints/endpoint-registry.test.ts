import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { EndpointRegistry, type HealthChange } from './endpoint-registry.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { readHealth, saveHealth } from './endpoint-store.ts'
import type { Signals } from './endpoint-signal.ts'
import { ofAddress, ofBucket, ofOrigin } from '../scope.ts'

const ROUTE = { endpoint: 'http://a.example', bucketName: 'media-1250000000' }
const ADDRESS = 'http://a.example/cb'
const OTHERS = { endpoint: ROUTE.endpoint, bucketName: 'other-1250000000' }
const SUCCESS = { kind: 'success' } as const
const GONE = { kind: 'gone', reason: 'answered 410' } as const
const FAILURE = { kind: 'failure', reason: 'answered 500' } as const
/** The scope of most of these tests. */
const A = ofBucket(ROUTE)

let at: TestDatabase
let registry: EndpointRegistry

beforeEach(async () => {
  at = await openTestDatabase()
  registry = new EndpointRegistry()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const save = (health: EndpointHealth | undefined): Promise<void> =>
  at.db.transact((tx) => saveHealth(tx, A, health))

const observe = (signals: Signals, now: number, route = ROUTE, address = ADDRESS): readonly HealthChange[] =>
  registry.observe({ route, address }, signals, now)

const known = (): EndpointHealth => {
  const health = registry.healthOf(A)
  if (!health) throw new Error('the endpoint works')
  return health
}

test('a reload keeps what was observed and is not in the table yet', async () => {
  observe({ bucket: GONE }, 1_000)
  expect(await registry.reload(at.db.reader)).toEqual([])
  expect(registry.healthOf(A)).toMatchObject({ state: 'parked', since: 1_000 })
  await save(known())
  registry.saved(A)
  expect(await registry.reload(at.db.reader)).toEqual([])
  expect(registry.healthOf(A)).toMatchObject({ state: 'parked' })
})

test('an operator who deletes an endpoint from the table opens it', async () => {
  observe({ bucket: GONE }, 1_000)
  await save(known())
  registry.saved(A)
  await save(undefined)
  expect(await registry.reload(at.db.reader)).toEqual([{ scope: A, became: 'open' }])
  expect(registry.healthOf(A)).toBeUndefined()
})

test('what an operator sets while a change is being saved is taken over and not overwritten', async () => {
  observe({ bucket: FAILURE }, 1_000)
  await save({ state: 'parked', failures: 0, since: 1_001, reason: 'maintenance' })
  expect(await registry.reload(at.db.reader)).toEqual([{ scope: A, became: 'parked' }])
  await save(known())
  registry.saved(A)
  expect(await registry.reload(at.db.reader)).toEqual([])
  expect(registry.healthOf(A)).toMatchObject({ state: 'parked', reason: 'maintenance' })
})

test('what is observed while the table is read is newer than what was read', async () => {
  const reloading = registry.reload(at.db.reader)
  observe({ bucket: GONE }, 1_000)
  registry.saved(A)
  expect(await reloading).toEqual([])
  expect(registry.healthOf(A)).toMatchObject({ state: 'parked' })
})

test('a reload does not make the next pause of an outage short again', async () => {
  let now = 0
  for (let failure = 0; failure < 7; failure += 1) {
    observe({ bucket: FAILURE }, now)
    now = Math.max(now + 1, registry.nextPauseEnd() === Infinity ? 0 : registry.nextPauseEnd())
  }
  const before = known()
  if (before.state !== 'paused') throw new Error('seven failures are an outage')
  const { pauseMs } = before
  expect(pauseMs).toBeGreaterThan(1_000)
  await save(known())
  for (let change = 0; change < 7; change += 1) registry.saved(A)
  expect(await registry.reload(at.db.reader)).toEqual([])
  expect(registry.healthOf(A)).toMatchObject({ state: 'paused', pauseMs })
})

test('each scope has a health of its own, and that of a wider scope counts for all narrower ones', () => {
  observe({ origin: SUCCESS, address: GONE }, 1_000)
  expect(registry.blockedAddress(ROUTE, ADDRESS)).toEqual(ofAddress(ROUTE, ADDRESS))
  expect(registry.blockedAddress(ROUTE, `${ADDRESS}/2`)).toBeUndefined()
  expect(registry.blockedAddress(OTHERS, ADDRESS)).toBeUndefined()
  expect(registry.parkedScope(ROUTE)).toBeUndefined()
  observe({ bucket: GONE }, 1_000)
  expect(registry.parkedScope(ROUTE)).toEqual(ofBucket(ROUTE))
  expect(registry.parkedScope(OTHERS)).toBeUndefined()
  observe({ origin: GONE }, 1_000)
  expect(registry.parkedScope(OTHERS)).toEqual(ofOrigin(OTHERS))
})

test('any response ends an outage of the origin', () => {
  for (let failure = 0; failure < 5; failure += 1) observe({ origin: FAILURE }, 1_000)
  expect(registry.healthOf(ofOrigin(ROUTE))).toMatchObject({ state: 'paused' })
  observe({ origin: SUCCESS, bucket: FAILURE }, 10_000, OTHERS)
  expect(registry.healthOf(ofOrigin(ROUTE))).toBeUndefined()
})

test('one address more than twenty that answer 410 parks what the bucket sends there, in their place', async () => {
  const changes: HealthChange[] = []
  for (let n = 0; n < 60; n += 1) {
    changes.push(...observe({ origin: SUCCESS, address: GONE }, 1_000, ROUTE, `${ADDRESS}/${n}`))
    await at.db.transact(async (tx) => {
      for (const { scope } of changes) await saveHealth(tx, scope, registry.healthOf(scope))
    })
    expect((await readHealth(at.db.reader)).size).toBeLessThanOrEqual(21)
  }
  expect(registry.parkedScope(ROUTE)).toEqual(A)
  expect(known()).toMatchObject({ state: 'parked', reason: '21 of its addresses answered 410' })
  expect([...(await readHealth(at.db.reader)).keys()]).toHaveLength(1)
  expect(registry.parkedScope(OTHERS)).toBeUndefined()
})

test('beyond the limits the least important health is evicted, and never what an operator set', async () => {
  registry = new EndpointRegistry({ origins: 2, perBucket: 3, allBuckets: 4 })
  const override = { state: 'parked', failures: 0, since: 1, reason: 'by hand', byOperator: true } as const
  await save(override)
  await registry.reload(at.db.reader)
  const to = (name: string, bucketName = ROUTE.bucketName) => ({
    endpoint: `http://${name}.example`,
    bucketName,
  })
  observe({ bucket: { kind: 'retry-after', pauseMs: 9_000, reason: 'busy' } }, 2, to('paused'))
  for (const name of ['b', 'c', 'd', 'e']) observe({ bucket: FAILURE }, 2, to(name))
  const states = ['paused', 'b', 'c', 'd', 'e'].map((name) => registry.healthOf(ofBucket(to(name)))?.state)
  expect(states).toEqual(['paused', undefined, undefined, 'failing', 'failing'])
  const [, ...evicted] = observe({ bucket: FAILURE }, 2, to('f'))
  expect(evicted).toEqual([{ scope: ofBucket(to('d')), health: 'working' }])
  for (const name of ['x', 'y']) observe({ bucket: FAILURE }, 3, to(name, 'other-1250000000'))
  expect(['paused', 'e', 'f'].map((name) => registry.healthOf(ofBucket(to(name)))?.state)).toEqual([
    'paused',
    undefined,
    'failing',
  ])
  expect(registry.healthOf(A)).toEqual(override)
  for (const name of ['b', 'c', 'd']) observe({ origin: FAILURE }, 4, to(name))
  expect(registry.healthOf(ofOrigin(to('b')))).toBeUndefined()
})
