import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testWhen } from '../../../../../tooling/test-when.ts'
import { onPostgres } from '../../db/testing/test-database.ts'
import { countJobs } from '../../queues/count-jobs.ts'
import { findJobs } from './read-jobs.ts'
import { pruneJobs } from '../work/prune-jobs.ts'
import {
  anOrder,
  claimOne,
  finishOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../testing/test-engine.ts'

const never = new AbortController().signal
const DAY_MS = 24 * 3_600_000

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const submit = (idempotencyKey: string, order = {}) => submitOne(at, order, { idempotencyKey })

test('a submit that is sent again, also at the same time, makes one job and gets it as it is then', async () => {
  const jobs = await Promise.all(Array.from({ length: 5 }, () => submit('one')))
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(1)
  expect(await countJobs(at.engine.db.reader)).toEqual({ waiting: 1, running: 0 })
  await claimOne(at.engine)
  expect((await submit('one')).state).toBe('Running')
  expect((await submit('two')).id).not.toBe(jobs[0]?.id)
})

test('another request under the same key is refused', async () => {
  await submit('one')
  const other = submit('one', { order: { ...anOrder().order, userData: 'other' } })
  await expect(other).rejects.toMatchObject({ code: 'InvalidArgument' })
})

test('a key is forgotten after a day, and a job that ended when its days are over', async () => {
  const first = await submit('one')
  const waiting = await submitOne(at)
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('nothing to claim')
  await finishOne(at.engine, claim, { kind: 'failed', code: 'ResourceNotFound', message: 'x' })
  at.clock.advance(DAY_MS + 1)
  expect(await pruneJobs(at.engine, 90, never)).toBe(0)
  expect((await submit('one')).id).not.toBe(first.id)
  at.clock.advance(90 * DAY_MS)
  expect(await pruneJobs(at.engine, 90, never)).toBe(1)
  const left = await findJobs(at.engine.db.reader, at.bucket.id, [first.id, waiting.id])
  expect(left.map(({ id }) => id)).toEqual([waiting.id])
})

testWhen(onPostgres)('two submits of one key whose transactions overlap make one job', async () => {
  const { first, second } = await at.engine.db.transact(async (tx) => {
    // Nobody can keep a job before this ends, so that the second finds the first half way.
    await sql`LOCK TABLE jobs IN EXCLUSIVE MODE`.execute(tx)
    const first = submit('one')
    await sql`SELECT pg_sleep(0.3)`.execute(tx)
    const second = submit('one').catch(String)
    await sql`SELECT pg_sleep(0.3)`.execute(tx)
    return { first, second }
  })
  expect(await second).toMatchObject({ id: (await first).id })
})
