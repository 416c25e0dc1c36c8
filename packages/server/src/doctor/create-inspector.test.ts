import { afterEach, beforeEach, expect, test } from 'vitest'
import { createIds } from '../base/ids.ts'
import { silentLog } from '../base/log.ts'
import { ManualClock } from '../base/manual-clock.ts'
import { matching } from '../base/testing/test-matching.ts'
import { readSettings } from '../config/read-settings.ts'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { createBucket } from '../engine/objects/create-bucket.ts'
import { createInspector } from './create-inspector.ts'
import type { DoctorContext } from './doctor-context.ts'

let at: TestDatabase
let clock: ManualClock

beforeEach(async () => {
  at = await openTestDatabase()
  clock = new ManualClock()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const openTest: DoctorContext['openDatabase'] = () => Promise.resolve({ db: at.db, clock })

function inspect(environment: Readonly<Record<string, string>> = {}, openDatabase = openTest) {
  const { directory: dataDir } = at
  const inspector = createInspector({
    environment,
    settings: readSettings(environment),
    dataDir,
    clock,
    ids: createIds(clock),
    log: silentLog(),
    concurrency: 0,
    openDatabase,
    openStorage: () => Promise.reject(new Error('it is not asked')),
    isRunning: true,
  })
  return async () => (await inspector()).flatMap(({ problems }) => problems)
}

test('a set-up is looked at again after a minute', async () => {
  const problems = inspect()
  expect(await problems()).toMatchObject([{ state: 'warning', what: matching(/no bucket/) }])
  const engine = { db: at.db, clock, ids: createIds(clock), log: silentLog() }
  await createBucket(engine, { name: 'media-1250000000', region: 'ap-guangzhou' })
  clock.advance(59_000)
  expect(await problems()).toHaveLength(1)
  clock.advance(1_000)
  expect(await problems()).toEqual([])
})

test('a setting that changes nothing is found', async () => {
  expect(await inspect({ LEMNIS_PROT: '80' })()).toMatchObject([
    { what: matching(/LEMNIS_PROT is no setting/) },
    { what: matching(/no bucket/) },
  ])
})

test('a database that does not answer is a problem, and no error', async () => {
  const problems = inspect({}, () => Promise.reject(new Error('it is away')))
  const failed = { state: 'failed', what: 'it is away.', advice: 'See the check "database".' }
  expect(await problems()).toEqual([failed, failed, failed])
})
