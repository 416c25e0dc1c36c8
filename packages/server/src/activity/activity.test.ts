import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLog } from '../base/log.ts'
import { ManualClock } from '../base/manual-clock.ts'
import type { Database } from '../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { ActivityRecorder } from './activity-recorder.ts'
import { pruneActivity } from './prune-activity.ts'
import { readSeries, type ActivitySeries } from './read-series.ts'

const HOUR_MS = 3_600_000

let at: TestDatabase
let clock: ManualClock

beforeEach(async () => {
  at = await openTestDatabase()
  clock = new ManualClock()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const record = (db: Database = at.db): ActivityRecorder =>
  new ActivityRecorder({ db, clock, log: silentLog() })
const read = (minutes = 60): Promise<ActivitySeries> =>
  readSeries(at.db.reader, { minutes, now: clock.now() })
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

/** A database that takes nothing until it is mended. */
function brokenDatabase(): { db: Database; mend: () => void } {
  let isBroken = true
  const db: Database = {
    reader: at.db.reader,
    transact: (unit, options) =>
      isBroken ? Promise.reject(new Error('it is away')) : at.db.transact(unit, options),
    onWake: (channel, listener) => at.db.onWake(channel, listener),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  return { db, mend: () => (isBroken = false) }
}

test('two processes add to the same minutes, and each writes what it counted once', async () => {
  const [one, other] = [record(), record()]
  for (const recorder of [one, other]) {
    recorder.count('jobs_submitted')
    recorder.observe('job_run', 100)
  }
  await Promise.all([one.flush(), other.flush()])
  await one.flush()
  clock.advance(60_000)
  other.count('jobs_submitted')
  other.observe('job_run', 5_000)
  await other[Symbol.asyncDispose]()
  const { events, durations } = await read()
  expect(events.jobs_submitted.slice(-3)).toEqual([0, 2, 1])
  expect(durations.job_run.steps.slice(-3).map(({ count }) => count)).toEqual([0, 2, 1])
  const { count, p50, p95 } = durations.job_run.total
  expect(count).toBe(3)
  expect(p50).toBeGreaterThan(84)
  expect(p50).toBeLessThan(119)
  expect(p95).toBeGreaterThan(4_200)
  expect(p95).toBeLessThan(5_960)
})

test('many processes that write the same rows at once do not lose a count', async () => {
  const recorders = Array.from({ length: 8 }, () => record())
  for (const recorder of recorders)
    for (let ms = 1; ms < 1_000; ms += 7) recorder.observe('callback_delivery', ms)
  await Promise.all(recorders.map((recorder) => recorder.flush()))
  const { total } = (await read()).durations.callback_delivery
  expect(total.count).toBe(8 * 143)
})

test('a longer range has longer steps, which add the minutes up', async () => {
  const recorder = record()
  for (let minute = 0; minute < 12; minute += 1) {
    recorder.count('jobs_failed')
    clock.advance(60_000)
  }
  await recorder.flush()
  for (const [minutes, stepMs, points] of [
    [60, 60_000, 60],
    [360, 120_000, 180],
    [1_440, 300_000, 288],
  ] as const) {
    const series = await read(minutes)
    expect(series.stepMs).toBe(stepMs)
    expect(series.events.jobs_failed).toHaveLength(points)
    expect(sum(series.events.jobs_failed)).toBe(12)
    expect(Math.max(...series.events.jobs_failed)).toBe(stepMs / 60_000)
    expect(series.from + points * stepMs).toBeGreaterThan(clock.now())
  }
})

test('where nothing happens nothing is written', async () => {
  const { db } = brokenDatabase()
  await record(db).flush()
  await pruneActivity({ db, clock })
  expect((await read()).durations.job_wait.total).toEqual({ count: 0, p50: undefined, p95: undefined })
})

test('what could not be written is kept for the next time', async () => {
  const { db, mend } = brokenDatabase()
  const recorder = record(db)
  recorder.count('jobs_succeeded')
  await expect(recorder.flush()).rejects.toThrow('it is away')
  recorder.count('jobs_succeeded')
  mend()
  await recorder.flush()
  expect(sum((await read()).events.jobs_succeeded)).toBe(2)
})

test('while nothing can be written only so much is kept', async () => {
  const { db, mend } = brokenDatabase()
  const recorder = record(db)
  for (let minute = 0; minute < 20_050; minute += 1) {
    recorder.count('jobs_succeeded')
    clock.advance(60_000)
  }
  mend()
  await recorder.flush()
  const { events } = await at.db.reader
    .selectFrom('activity')
    .select(({ fn }) => fn.countAll<number>().as('events'))
    .executeTakeFirstOrThrow()
  expect(events).toBe(20_000)
})

test('what happened more than 25 hours ago is forgotten', async () => {
  const recorder = record()
  recorder.count('jobs_submitted')
  clock.advance(24 * HOUR_MS)
  recorder.count('jobs_submitted')
  await recorder.flush()
  await pruneActivity({ db: at.db, clock })
  expect(sum((await read(1_560)).events.jobs_submitted)).toBe(2)
  clock.advance(HOUR_MS + 60_000)
  await pruneActivity({ db: at.db, clock })
  expect(sum((await read(1_560)).events.jobs_submitted)).toBe(1)
})
