import type { ServerResponse } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { readHealth } from '../../packages/server/src/callbacks/endpoints/endpoint-store.ts'
import { resumeEndpoint } from '../../packages/server/src/callbacks/endpoints/resume-endpoint.ts'
import { ofAddress, ofBucket, ofOrigin, scopeKey } from '../../packages/server/src/callbacks/scope.ts'
import { setEndpoint } from '../../packages/server/src/callbacks/endpoints/set-endpoint.ts'
import {
  attempts,
  db,
  queue,
  receiver,
  startSender,
  until,
  VirtualClock,
  waiting,
  type Received,
} from '../../packages/server/src/callbacks/testing/test-sender.ts'
import { FaultTable } from './table.ts'
import { wake } from '../../packages/server/src/db/testing/test-database.ts'

const table = new FaultTable('What one bucket’s receiver does to another bucket at the same origin')
afterAll(() => table.print())

const MEDIA = 'media-1250000000'
const OTHER = 'other-1250000000'
const COUNT = 60

/** A receiver that responds to `/attack…` with `attack`, and acknowledges everything else. */
async function sharedReceiver(attack: (response: ServerResponse) => void) {
  const { url, got } = await receiver((response, { url: path }) => {
    if (path.startsWith('/attack')) attack(response)
    else response.end()
  })
  const { origin } = new URL(url)
  const ofMedia = (): readonly Received[] => got.filter((one) => one.url.startsWith('/media'))
  return { origin, got, ofMedia }
}

const archived = () => db.reader.selectFrom('callback_rest').selectAll().orderBy('callback_id').execute()
const unhealthyKeys = async (): Promise<string[]> => [...(await readHealth(db.reader)).keys()]

async function bucketOf(attemptId: number): Promise<string> {
  const { bucket_name } = await db.reader
    .selectFrom('callbacks')
    .select('bucket_name')
    .where('id', '=', Math.floor(attemptId / 1024))
    .executeTakeFirstOrThrow()
  return bucket_name
}

interface Attack {
  readonly fault: string
  readonly jobs: number
  readonly answer: (response: ServerResponse) => void
}

const ATTACKS: readonly Attack[] = [
  { fault: '410 to one job', jobs: 1, answer: (response) => response.writeHead(410).end() },
  ...[429, 503].map((status) => ({
    fault: `${status} with Retry-After: 86400 to one job`,
    jobs: 1,
    answer: (response: ServerResponse) => response.writeHead(status, { 'retry-after': '86400' }).end(),
  })),
  { fault: 'eight 500s', jobs: 8, answer: (response) => response.writeHead(500).end() },
  { fault: 'eight broken connections', jobs: 8, answer: (response) => response.destroy() },
]

test.each(ATTACKS)('$fault in one bucket delays nothing of another', async ({ fault, jobs, answer }) => {
  const { origin, got, ofMedia } = await sharedReceiver(answer)
  // The callbacks of the attacker are due first, and more follow while the others wait.
  for (let n = 0; n < jobs; n += 1) await queue(`${origin}/attack?${n}`, 'x', { bucketName: OTHER })
  startSender()
  await until(async () => (await attempts()).length >= jobs)
  const began = performance.now()
  for (let n = 0; n < COUNT; n += 1) {
    await queue(`${origin}/media/${n}`, 'x', { bucketName: MEDIA })
    if (n % 10 === 0) await queue(`${origin}/attack?again=${n}`, 'x', { bucketName: OTHER })
  }
  await until(() => ofMedia().length === COUNT, 15_000)
  const slowest = Math.max(...ofMedia().map(({ at }) => at)) - began
  console.log(`${fault}: the last of ${COUNT} arrived ${Math.round(slowest)} ms after the first was queued`)
  const unhealthy = await unhealthyKeys()
  expect(unhealthy.filter((key) => !key.startsWith(`${origin}\n${OTHER}`))).toEqual([])
  expect(unhealthy.length).toBeGreaterThan(0)
  table.add({ fault, expected: '60 delivered', seen: `${ofMedia().length} delivered` })
  expect(got.length - ofMedia().length).toBeLessThan(jobs + 7)
})

test('a bucket whose requests hang leaves slots to another', async () => {
  const { origin, ofMedia } = await sharedReceiver(() => undefined)
  for (let n = 0; n < 30; n += 1)
    await queue(`${origin}/attack`, 'x', { bucketName: OTHER, deadlineMs: 2_000 })
  startSender()
  await sleep(300)
  for (let n = 0; n < COUNT; n += 1) await queue(`${origin}/media`, 'x', { bucketName: MEDIA })
  await until(() => ofMedia().length === COUNT, 15_000)
  table.add({
    fault: '30 that are never answered',
    expected: '60 delivered',
    seen: `${ofMedia().length} delivered`,
  })
})

test('503 with Retry-After pauses the backlog of its bucket', async () => {
  const clock = new VirtualClock()
  let busy = true
  const { url, got } = await receiver((response) => {
    if (busy) response.writeHead(503, { 'retry-after': '30' }).end()
    else response.end()
  })
  for (let n = 0; n < 200; n += 1) await queue(url, 'x', { createdAt: clock.now() })
  startSender({ clock })
  await until(async () => (await attempts()).length >= 5)
  await sleep(100)
  const asked = got.length
  expect(asked).toBeLessThanOrEqual(10)
  clock.advance(29_000)
  await wake(db, 'callbacks')
  await sleep(100)
  expect(got.length).toBe(asked)
  busy = false
  clock.advance(30_000)
  await wake(db, 'callbacks')
  await until(async () => (await waiting()).length === 0, 10_000)
  table.add({
    fault: '503 with Retry-After: 30 to 200 waiting',
    expected: 'at most 10 asked, 200 delivered',
    seen: `at most 10 asked, ${got.length - asked} delivered`,
  })
  expect(got.length - asked).toBe(200)
})

test('with one bad among 60, resuming delivers the 59 first', async () => {
  const BAD = 1
  const { url, got } = await receiver((response, { headers }) =>
    response.writeHead(headers['lemnis-sequence'] === String(BAD) ? 410 : 204).end(),
  )
  const scope = ofAddress({ endpoint: new URL(url).origin, bucketName: MEDIA }, url)
  const one = { fast: 5, slow: 5, perEndpoint: 1, perSlowEndpoint: 1 }
  for (let n = 0; n < COUNT; n += 1) await queue(`${url}?n=${n}`)
  startSender({ limits: one })
  await until(async () => (await archived()).length === COUNT)
  expect(got).toHaveLength(1)
  expect(await unhealthyKeys()).toEqual([scopeKey(scope)])
  expect(await resumeEndpoint(db, scope, systemClock.now())).toBe(COUNT)
  await until(async () => (await archived()).length === 1 && (await waiting()).length === 0)
  const sequences = got.slice(1).map(({ headers }) => headers['lemnis-sequence'])
  expect(sequences).toHaveLength(COUNT)
  expect(sequences.at(-1)).toBe(String(BAD))
  table.add({ fault: 'one of 60 answers 410, then resume', expected: '59, then it', seen: '59, then it' })
})

test('an origin that is down is paused for all buckets, which take turns with probes, and recovers for all', async () => {
  const clock = new VirtualClock()
  const gone = await receiver()
  const { url, got } = gone
  const { origin } = new URL(url)
  await gone.close()
  for (let n = 0; n < 30; n += 1) await queue(url, 'x', { createdAt: clock.now(), bucketName: OTHER })
  for (let n = 0; n < 30; n += 1) await queue(url, 'x', { createdAt: clock.now(), bucketName: MEDIA })
  startSender({ clock })
  await until(async () => (await readHealth(db.reader)).get(origin)?.health.state === 'paused')
  expect(await unhealthyKeys()).toEqual([origin])
  const probed: string[] = []
  for (let probe = 1; probe <= 4; probe += 1) {
    clock.advance(5 * 60_000)
    await wake(db, 'callbacks')
    const made = async () => (await attempts()).filter(({ started_at }) => started_at === clock.now())
    await until(async () => (await made()).length > 0)
    const [only, ...more] = await made()
    expect(more).toEqual([])
    probed.push(await bucketOf(only?.id ?? 0))
  }
  expect(new Set(probed)).toEqual(new Set([MEDIA, OTHER]))
  await gone.listen()
  clock.advance(86_400_000)
  await wake(db, 'callbacks')
  await until(() => got.length === 60, 15_000)
})

test('an operator pauses one address of a bucket, and its other callbacks are sent', async () => {
  const clock = new VirtualClock()
  const { origin, got } = await sharedReceiver((response) => response.end())
  const route = { endpoint: origin, bucketName: MEDIA }
  const now = clock.now()
  const override = { state: 'paused', reason: 'deploy', pausedUntil: now + 60_000 } as const
  await setEndpoint(db, ofAddress(route, `${origin}/a`), { override, now })
  for (let n = 0; n < 20; n += 1) {
    await queue(`${origin}/a?${n}`, 'x', { createdAt: now })
    await queue(`${origin}/b?${n}`, 'x', { createdAt: now })
  }
  startSender({ clock })
  await until(() => got.length === 20)
  await sleep(100)
  expect(got.filter(({ url }) => url.startsWith('/b'))).toHaveLength(20)
  expect(got).toHaveLength(20)
  clock.advance(61_000)
  await wake(db, 'callbacks')
  await until(() => got.length === 40)
})

test('an operator parks a bucket at an origin, and resumes it', async () => {
  const { origin, got } = await sharedReceiver((response) => response.end())
  const scope = ofBucket({ endpoint: origin, bucketName: MEDIA })
  const override = { state: 'parked', reason: 'moves' } as const
  await setEndpoint(db, scope, { override, now: systemClock.now() })
  startSender()
  for (let n = 0; n < 10; n += 1) {
    await queue(`${origin}/media`, 'x', { bucketName: MEDIA })
    await queue(`${origin}/other`, 'x', { bucketName: OTHER })
  }
  await until(async () => got.length === 10 && (await archived()).length === 10)
  expect(got.every(({ url }) => url === '/other')).toBe(true)
  expect(await resumeEndpoint(db, ofOrigin({ endpoint: origin }), systemClock.now())).toBe(10)
  await until(() => got.length === 20)
})

test('URLs with ids that answer 410 end in one row, and all their callbacks wait', async () => {
  const { origin, ofMedia } = await sharedReceiver((response) => response.writeHead(410).end())
  for (let n = 0; n < 100; n += 1) await queue(`${origin}/attack/${n}`, 'x', { bucketName: OTHER })
  startSender()
  await queue(`${origin}/media`, 'x', { bucketName: MEDIA })
  await until(async () => (await archived()).length === 100)
  expect(await unhealthyKeys()).toEqual([`${origin}\n${OTHER}`])
  await until(() => ofMedia().length === 1)
})
