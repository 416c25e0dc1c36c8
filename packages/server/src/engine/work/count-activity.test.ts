import { afterEach, beforeEach, expect, test } from 'vitest'
import { readSeries, type ActivitySeries } from '../../activity/read-series.ts'
import { submitJob } from '../jobs/submit.ts'
import {
  anOrder,
  claimOne,
  finishOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../testing/test-engine.ts'
import type { JobOutcome } from './finish.ts'

const SUCCESS: JobOutcome = { kind: 'success', message: 'SUCCESS', result: {}, files: [] }
const BROKEN: JobOutcome = { kind: 'broken', message: 'the child died.' }

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

async function read(): Promise<{ events: Record<string, number>; durations: ActivitySeries['durations'] }> {
  await at.engine.activity.flush()
  const { events, durations } = await readSeries(at.engine.db.reader, { minutes: 60, now: at.clock.now() })
  return {
    events: Object.fromEntries(Object.entries(events).map(([name, each]) => [name, sum(each)])),
    durations,
  }
}

/** Claims the next job, and ends its run after so long. */
async function run(outcome: JobOutcome, ms: number): Promise<void> {
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('no job waits')
  at.clock.advance(ms)
  await finishOne(at.engine, claim, outcome)
}

test('jobs are counted as they are submitted, start and end', async () => {
  for (let job = 0; job < 3; job += 1) await submitOne(at)
  at.clock.advance(2_000)
  await run(SUCCESS, 500)
  await run({ kind: 'failed', code: 'InvalidArgument', message: 'no.' }, 500)
  const { events, durations } = await read()
  expect(events).toMatchObject({ jobs_submitted: 3, jobs_succeeded: 1, jobs_failed: 1 })
  expect(durations.job_wait.total).toMatchObject({ count: 2 })
  expect(durations.job_wait.total.p50).toBeGreaterThan(1_600)
  expect(durations.job_run.total).toMatchObject({ count: 2 })
  expect(durations.job_run.total.p95).toBeLessThan(600)
})

test('a job that is tried again is counted once', async () => {
  await submitOne(at)
  await run(BROKEN, 100)
  await run(BROKEN, 100)
  expect((await read()).events).toMatchObject({ jobs_failed: 0 })
  await run(BROKEN, 100)
  const { events, durations } = await read()
  expect(events).toMatchObject({ jobs_submitted: 1, jobs_failed: 1 })
  expect(durations.job_wait.total.count).toBe(1)
  expect(durations.job_run.total.count).toBe(1)
})

test('a submit that is undone is not counted, and one that is sent again is counted once', async () => {
  const { engine, bucket } = at
  const request = { bucket, queueId: undefined, accelerated: false, now: at.clock.now() }
  const undone = engine.db.transact(async (tx) => {
    await submitJob(tx, engine, { ...anOrder(), ...request })
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  for (let time = 0; time < 2; time += 1) await submitOne(at, {}, { idempotencyKey: 'one' })
  expect((await read()).events).toMatchObject({ jobs_submitted: 1 })
})
