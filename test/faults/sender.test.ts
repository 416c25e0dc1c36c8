import { createServer } from 'node:http'
import { once } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { countOpen } from '../../packages/server/src/callbacks/operator/count-open.ts'
import { insertCallback } from '../../packages/server/src/callbacks/store.ts'
import type { Database } from '../../packages/server/src/db/database.ts'
import {
  attempts,
  db,
  queue,
  receiver,
  SetClock,
  startSender,
  until,
  VirtualClock,
  waiting,
} from '../../packages/server/src/callbacks/testing/test-sender.ts'
import { FaultTable } from './table.ts'
import { wake } from '../../packages/server/src/db/testing/test-database.ts'

const table = new FaultTable('Faults around a sender')
afterAll(() => table.print())

interface Seen {
  readonly fault: string
  readonly expected: string
  readonly seen: string
}

function note(row: Seen): void {
  table.add(row)
  expect(row.seen).toBe(row.expected)
}

/** Returns the pause to the next attempt in s, rounded; the first pause of the schedule is 4 to 6 s. */
async function pauseAfter(clock: VirtualClock): Promise<string> {
  await until(async () => (await attempts()).length === 1)
  const [entry] = await waiting()
  const seconds = Math.round(((entry?.due_at ?? 0) - clock.now()) / 1_000)
  return seconds >= 4 && seconds <= 6 ? 'the schedule' : `${seconds} s`
}

const DAY_S = 24 * 3_600

test.each([
  ['429', '20', '20 s'],
  ['503', '20', '20 s'],
  ['429', 'a date in 90 s', '90 s'],
  ['429', '2', 'the schedule'],
  ['429', '-5', 'the schedule'],
  ['429', '1e99', 'the schedule'],
  ['503', 'soon', 'the schedule'],
  ['429', '9'.repeat(30), `${DAY_S} s`],
  ['500', '20', 'the schedule'],
])('%s with Retry-After: %s', async (status, value, expected) => {
  const clock = new VirtualClock()
  const retryAfter = value.startsWith('a date') ? new Date(clock.now() + 90_000).toUTCString() : value
  const { url } = await receiver((response) =>
    response.writeHead(Number(status), { 'retry-after': retryAfter }).end(),
  )
  startSender({ clock })
  await queue(url, 'x', { createdAt: clock.now() })
  const seen = await pauseAfter(clock)
  note({ fault: `${status} with Retry-After: ${value.slice(0, 20)}`, expected, seen })
})

async function insertMany(count: number, urlOf: (at: number) => string): Promise<void> {
  const body = Buffer.from('<Response/>')
  // Also due for a clock that stands at the last full second.
  const createdAt = systemClock.now() - 1_000
  await db.transact(async (tx) => {
    for (let at = 0; at < count; at += 1) {
      await insertCallback(tx, {
        webhookId: `msg_many_${at}`,
        jobId: `j${at}`,
        bucketName: 'media-1250000000',
        queueId: 'p1',
        tag: 'NoiseReduction',
        event: 'TaskFinish',
        url: urlOf(at),
        contentType: 'application/xml',
        deadlineMs: 15_000,
        traceparent: null,
        createdAt,
        body,
      })
    }
  })
  await wake(db, 'callbacks')
}

test('a backlog of 10,000 behind a 503', { timeout: 60_000 }, async () => {
  const clock = new VirtualClock()
  let busy = true
  const { url, got } = await receiver((response) => {
    if (busy) response.writeHead(503, { 'retry-after': '30' }).end()
    else response.end()
  })
  await insertMany(10_000, () => url)
  startSender({ clock })
  await until(async () => (await attempts()).length === 10)
  await sleep(200)
  const whileBusy = got.length
  busy = false
  for (let rounds = 0; rounds < 3; rounds += 1) {
    clock.advance(60_000)
    await wake(db, 'callbacks')
    await sleep(50)
  }
  await until(async () => (await countOpen(db.reader)).callbacks.pending === 0, 50_000)
  note({
    fault: 'a backlog of 10,000 behind a 503 with Retry-After',
    expected: '10 asked, 10,000 delivered',
    seen: `${whileBusy} asked, ${(got.length - whileBusy).toLocaleString('en')} delivered`,
  })
})

test('one endpoint with 100,000 waiting and 999 with one each', { timeout: 60_000 }, async () => {
  let others = 0
  let big = 0
  let bigWhenOthersDone = 0
  const server = createServer((request, response) => {
    if (request.headers.host?.startsWith('127.0.0.1:')) big += 1
    else others += 1
    if (others === 999 && bigWhenOthersDone === 0) bigWhenOthersDone = big
    response.end()
  }).listen(0, '0.0.0.0')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  await insertMany(100_999, (at) =>
    at < 100_000
      ? `http://127.0.0.1:${port}/`
      : `http://127.1.${(at - 100_000) >> 8}.${(at - 100_000) & 255}:${port}/`,
  )
  const sending = startSender()
  await until(() => others === 999, 50_000)
  await sending.stop()
  server.closeAllConnections()
  server.close()
  note({
    fault: 'one endpoint with 100,000 waiting, 999 with one each',
    expected: 'the 999 are done before a tenth of the others',
    seen:
      bigWhenOthersDone < 10_000
        ? 'the 999 are done before a tenth of the others'
        : `after ${bigWhenOthersDone}`,
  })
})

test.each([
  ['a day forward', DAY_S * 1_000],
  ['a day back', -DAY_S * 1_000],
])('the clock is set %s', async (name, ms) => {
  const clock = new SetClock()
  let open = false
  const { url, got } = await receiver((response) => response.writeHead(open ? 200 : 500).end())
  startSender({ clock })
  await queue(url, 'before', { createdAt: clock.now() })
  await until(async () => (await attempts()).length === 1)
  open = true
  clock.set(ms)
  await queue(url, 'after', { createdAt: clock.now() })
  await until(async () => (await waiting()).length === 0, 10_000)
  const bodies = got.map(({ body }) => body.toString()).toSorted()
  note({
    fault: `the clock is set ${name}`,
    expected: 'after, before, before',
    seen: bodies.join(', '),
  })
})

test('the database can not write for two seconds', { timeout: 20_000 }, async () => {
  const { url, got } = await receiver()
  let away = true
  const transact: Database['transact'] = (unit) =>
    away ? Promise.reject(new Error('database or disk is full')) : db.transact(unit)
  for (let n = 0; n < 20; n += 1) await queue(url)
  startSender({ db: { ...db, transact } })
  await sleep(2_000)
  away = false
  await until(async () => (await waiting()).length === 0, 10_000)
  note({
    fault: 'the disk is full for two seconds',
    expected: '20 delivered, each once',
    seen: `${new Set(got.map(({ headers }) => headers['webhook-id'])).size} delivered, ${got.length === 20 ? 'each once' : 'some again'}`,
  })
})
