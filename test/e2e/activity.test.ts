import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activitySchema, type ActivityJson } from '../../packages/server/src/api-schemas/activity.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { dropTestDatabase } from '../../packages/server/src/db/testing/test-database.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'

let dataDir: string
let service: RunningService
let receiver: CallbackReceiver
let refused = 0

const start = (): Promise<RunningService> =>
  startService({ dataDir, settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` } })

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-activity-'))
  receiver = await startReceiver(() => (refused++ === 0 ? 503 : 200))
  service = await start()
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true })
  await dropTestDatabase(dataDir)
})

/** A job without an input fails, and its receiver refuses the first attempt to tell it. */
async function runFailingJob(): Promise<void> {
  const request = { Tag: 'MediaInfo', Input: { Object: 'in/none.wav' }, CallBack: `${receiver.url}/cb` }
  const { status } = await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
  expect(status).toBe(200)
}

async function untilDelivered(count: number): Promise<void> {
  const delivered = z.object({
    callbacks: z.array(z.object({ state: z.literal('delivered') })).length(count),
  })
  for (let tries = 0; tries < 300; tries += 1) {
    if (delivered.safeParse((await askAdmin(service, '/callbacks')).body).success) return
    await sleep(50)
  }
  throw new Error('the callbacks were not delivered')
}

async function read(range: string): Promise<ActivityJson> {
  return activitySchema.parse((await askAdmin(service, `/activity?range=${range}`)).body)
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

test('what jobs and callbacks did is there after a stop, in each range', { timeout: 60_000 }, async () => {
  for (let job = 0; job < 3; job += 1) await runFailingJob()
  await untilDelivered(3)
  expect(await service.stop()).toBe(0)
  service = await start()
  for (const [range, stepS, points] of [
    ['1h', 60, 60],
    ['6h', 120, 180],
    ['24h', 300, 288],
  ] as const) {
    const { jobs, callbacks, wait, run, delivery, ...rest } = await read(range)
    expect(rest).toMatchObject({ range, stepS })
    expect(jobs.failed).toHaveLength(points)
    expect(sum(jobs.submitted)).toBe(3)
    expect(sum(jobs.succeeded)).toBe(0)
    expect(sum(jobs.failed)).toBe(3)
    expect(sum(callbacks.delivered)).toBe(3)
    expect(sum(callbacks.failedAttempts)).toBe(1)
    for (const durations of [wait, run, delivery]) {
      expect(durations.total.count).toBe(3)
      expect(durations.total.p50Ms).toBeLessThan(15_000)
      expect(durations.p95Ms.filter((ms) => ms !== null).length).toBeGreaterThan(0)
    }
    // The refused attempt is tried again after some seconds.
    expect(delivery.total.p95Ms).toBeGreaterThan(1_000)
  }
})

test('what is written while the service runs appears in some seconds', { timeout: 60_000 }, async () => {
  await runFailingJob()
  const deadline = performance.now() + 25_000
  let submitted = 0
  while (submitted < 4 && performance.now() < deadline) {
    await sleep(500)
    submitted = sum((await read('1h')).jobs.submitted)
  }
  expect(submitted).toBe(4)
})
