import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { matching } from '../../base/testing/test-matching.ts'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { checkDatabase } from '../check-database.ts'
import { databaseUrl, makeTestDatabase, onServer } from '../testing/test-database.ts'
import { openPostgres } from './open.ts'
import { problemsOfServer } from './server-problems.ts'
import { inspectPostgres } from './inspect.ts'
import { startPgBouncer } from './testing/pgbouncer.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const server = process.env['LEMNIS_TEST_POSTGRES'] ?? ''
const never = new AbortController().signal

let made: { url: string } & AsyncDisposable

beforeEach(async () => {
  made = await makeTestDatabase(server)
})

afterEach(async () => {
  await made[Symbol.asyncDispose]()
})

function check(url: string, pooled = false) {
  const options = { url, pooled, connections: 4 }
  const open = () => openPostgres({ ...options, log: silentLog() })
  return checkDatabase({ settings: options, file: '', open, isRunning: false, clock: systemClock }, never)
}

test('a server says what it is, and hears its own NOTIFY', async () => {
  const facts = await inspectPostgres({ url: made.url, pooled: false }, never)
  expect(facts).toMatchObject({ hears: true, isStandby: false, maxConnections: 200 })
  expect(facts.schema.version).toBe(facts.schema.newest)
  // The server of the tests is set up like this.
  const [problem, ...others] = problemsOfServer(facts, { connections: 4, pooled: false })
  expect(problem).toMatchObject({
    state: 'warning',
    advice: matching('synchronous_commit=on'),
  })
  expect(others).toEqual([])
})

test('a pool that the server can’t hold is a failure', async () => {
  const facts = await inspectPostgres({ url: made.url, pooled: false }, never)
  const problems = problemsOfServer(
    { ...facts, fsync: 'on', synchronousCommit: 'on' },
    { connections: 200, pooled: false },
  )
  expect(problems).toMatchObject([{ state: 'failed', advice: matching(/LEMNIS_DATABASE_CONNECTIONS/) }])
})

test('a database that is not there and a server that is not there are told apart, without the password', async () => {
  expect(await check(databaseUrl(server, 'nowhere'))).toMatchObject({
    problems: [
      {
        state: 'failed',
        what: matching(/"nowhere" does not exist/),
        advice: matching(/createdb/),
      },
    ],
  })
  const absent = await check('postgres://secretly:hidden@127.0.0.1:9/nobody')
  expect(JSON.stringify(absent)).not.toMatch(/secretly|hidden/)
  expect(absent).toMatchObject({
    problems: [
      {
        state: 'failed',
        what: matching(/nobody at 127\.0\.0\.1:9 .*ECONNREFUSED/),
        advice: matching(/Start PostgreSQL/),
      },
    ],
  })
})

test('an older schema is left as it is', async () => {
  await onServer(made.url, 'UPDATE lemnis_schema SET version = 5')
  expect(await check(made.url)).toEqual({
    skipped: matching('the next start brings it up to'),
  })
  const { schema } = await inspectPostgres({ url: made.url, pooled: false }, never)
  expect(schema.version).toBe(5)
})

describe('behind a transaction pooler, LEMNIS_DATABASE_POOLED is asked for', skipWithout('pgbouncer'), () => {
  test.each([
    ['that refuses options', ''],
    ['that passes over options', 'ignore_startup_parameters = options\n'],
  ])('%s', async (_, more) => {
    await using bouncer = await startPgBouncer(made.url, more)
    const looked = await check(bouncer.url)
    const problems = 'problems' in looked ? looked.problems : []
    const [failure, ...others] = problems.filter(({ state }) => state === 'failed')
    expect(failure?.advice).toContain('LEMNIS_DATABASE_POOLED=1')
    expect(others).toEqual([])
    const pooled = await check(bouncer.url, true)
    expect(pooled).toMatchObject({ figures: { database: 'PostgreSQL' }, problems: [{ state: 'warning' }] })
  })
})
