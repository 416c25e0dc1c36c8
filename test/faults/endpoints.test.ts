import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { readHealth } from '../../packages/server/src/callbacks/endpoints/endpoint-store.ts'
import { InFlightJournal } from '../../packages/server/src/callbacks/delivery/in-flight-journal.ts'
import { replayCallbacks } from '../../packages/server/src/callbacks/operator/replay-callbacks.ts'
import { resumeEndpoint } from '../../packages/server/src/callbacks/endpoints/resume-endpoint.ts'
import { ofOrigin, type Scope } from '../../packages/server/src/callbacks/scope.ts'
import { setEndpoint } from '../../packages/server/src/callbacks/endpoints/set-endpoint.ts'
import {
  attempts,
  db,
  directory,
  queue,
  receiver,
  startSender,
  until,
  VirtualClock,
  waiting,
} from '../../packages/server/src/callbacks/testing/test-sender.ts'
import { FaultTable } from './table.ts'
import { wake } from '../../packages/server/src/db/testing/test-database.ts'

const table = new FaultTable('What endpoints do, and what their callbacks go through')
afterAll(() => table.print())

/** Adds the outcome of a fault to the table, and checks it. */
function note(fault: string, expected: string, seen: string): void {
  table.add({ fault, expected, seen })
  expect(seen).toBe(expected)
}

const archived = () => db.reader.selectFrom('callback_rest').selectAll().execute()
const originOf = (url: string): Scope => ofOrigin({ endpoint: new URL(url).origin })

test('Retry-After also holds back the callbacks that were not sent yet', async () => {
  const clock = new VirtualClock()
  let busy = true
  const { url, got } = await receiver((response) => {
    if (busy) response.writeHead(429, { 'retry-after': '7' }).end()
    else response.end()
  })
  startSender({ clock, limits: { fast: 5, slow: 5, perEndpoint: 2, perSlowEndpoint: 1 } })
  for (let n = 0; n < 10; n += 1) await queue(url, 'x', { createdAt: clock.now() })
  await until(async () => (await attempts()).length === 2)
  await sleep(100)
  expect(got).toHaveLength(2)
  clock.advance(6_900)
  await wake(db, 'callbacks')
  await sleep(100)
  expect(got).toHaveLength(2)
  busy = false
  clock.advance(3_000)
  await wake(db, 'callbacks')
  await until(async () => (await waiting()).length === 0)
  note(
    '429 with Retry-After: 7',
    '2 requests, none for 7 s, then 10',
    `2 requests, none for 7 s, then ${got.length - 2}`,
  )
  expect(await readHealth(db.reader)).toEqual(new Map())
})

test('a success in flight when a pause began neither ends it nor makes it endless', async () => {
  const clock = new VirtualClock()
  const answers: (() => void)[] = []
  const { url, got } = await receiver((response, _, count) => {
    if (count === 1) answers.push(() => response.end())
    else if (count === 2) response.writeHead(503, { 'retry-after': '7' }).end()
    else response.end()
  })
  startSender({ clock })
  await queue(url, 'x', { createdAt: clock.now() })
  await until(() => got.length === 1)
  await queue(url, 'x', { createdAt: clock.now() })
  await until(async () => (await attempts()).length === 1)
  for (const answer of answers) answer()
  await until(async () => (await attempts()).length === 2)
  await queue(url, 'x', { createdAt: clock.now() })
  await sleep(100)
  const whilePaused = got.length
  clock.advance(10_000)
  await wake(db, 'callbacks')
  await until(async () => (await waiting()).length === 0)
  note(
    'a 200 crosses a 503 with Retry-After',
    '2 asked, 4 in the end',
    `${whilePaused} asked, ${got.length} in the end`,
  )
})

test('410 parks the endpoint, nothing is lost, and resuming sends all callbacks', async () => {
  let gone = true
  const { url, got } = await receiver((response) => response.writeHead(gone ? 410 : 204).end())
  const other = await receiver()
  startSender({ limits: { fast: 5, slow: 5, perEndpoint: 1, perSlowEndpoint: 1 } })
  for (let n = 0; n < 20; n += 1) await queue(url)
  await until(async () => (await archived()).length === 20)
  expect(got).toHaveLength(1)
  await queue(url)
  await queue(other.url)
  await until(() => other.got.length === 1)
  await until(async () => (await archived()).length === 21 && (await attempts()).length === 2)
  expect((await attempts()).map(({ outcome }) => outcome).toSorted()).toEqual(['delivered', 'parked'])
  gone = false
  expect(await resumeEndpoint(db, originOf(url), systemClock.now())).toBe(21)
  await until(() => got.length === 22)
  await until(async () => (await waiting()).length === 0)
  expect(await archived()).toEqual([])
  note(
    '410, then resume',
    '1 request, 21 parked, 21 delivered',
    `1 request, 21 parked, ${got.length - 1} delivered`,
  )
})

test('an endpoint that is down is probed with one callback at a time, and recovers without a flood', async () => {
  const clock = new VirtualClock()
  let down = true
  let atOnce = 0
  let most = 0
  const { url, got } = await receiver((response) => {
    if (down) {
      response.writeHead(500).end()
      return
    }
    atOnce += 1
    most = Math.max(most, atOnce)
    setTimeout(() => {
      atOnce -= 1
      response.end()
    }, 5)
  })
  startSender({ clock, limits: { fast: 50, slow: 50, perEndpoint: 10, perSlowEndpoint: 2 } })
  for (let n = 0; n < 300; n += 1) await queue(url, 'x', { createdAt: clock.now() })
  await until(async () => (await attempts()).length >= 5)
  // Three hours, with a probe at the end of each pause of at most five minutes.
  for (let probe = 0; probe < 40; probe += 1) {
    await sleep(20)
    clock.advance(5 * 60_000)
    await wake(db, 'callbacks')
  }
  await sleep(100)
  const whileDown = got.length
  expect(whileDown).toBeGreaterThan(20)
  expect(whileDown).toBeLessThan(80)
  down = false
  clock.advance(5 * 60_000)
  await wake(db, 'callbacks')
  await until(() => got.length >= whileDown + 3)
  expect(most).toBeLessThanOrEqual(4)
  await until(async () => (await waiting()).length === 0, 10_000)
  note(
    'down for 3 h with 300 waiting, then up',
    'all arrive, at most 10 at once',
    `all arrive, at most ${most} at once`,
  )
})

test('an operator parks and resumes while the sender runs', async () => {
  const { url, got } = await receiver()
  const override = { state: 'parked', reason: 'by hand' } as const
  startSender()
  await setEndpoint(db, originOf(url), { override, now: systemClock.now() })
  await sleep(50)
  await queue(url)
  await until(async () => (await archived()).length === 1)
  expect(got).toEqual([])
  await resumeEndpoint(db, originOf(url), systemClock.now())
  await until(() => got.length === 1)
})

test('a parked endpoint is still parked after a restart', async () => {
  const { url, got } = await receiver()
  await setEndpoint(db, originOf(url), {
    override: { state: 'parked', reason: 'by hand' },
    now: systemClock.now(),
  })
  await queue(url)
  startSender()
  await until(async () => (await archived()).length === 1)
  expect(got).toEqual([])
})

test('a replayed callback that waits in memory is not sent twice, and not lost', async () => {
  const clock = new VirtualClock()
  let open = false
  const { url, got } = await receiver((response) => {
    if (open) response.end()
    else response.writeHead(503, { 'retry-after': '60' }).end()
  })
  startSender({ clock, limits: { fast: 1, slow: 1, perEndpoint: 1, perSlowEndpoint: 1 } })
  for (let n = 0; n < 3; n += 1) await queue(url, 'x', { createdAt: clock.now() })
  await until(async () => (await attempts()).length === 1)
  await replayCallbacks(db, { callbackIds: [2, 3], now: clock.now() + 1, ratePerSecond: undefined })
  open = true
  clock.advance(120_000)
  await wake(db, 'callbacks')
  await until(async () => (await waiting()).length === 0)
  expect(got.map(({ headers }) => headers['lemnis-sequence']).toSorted()).toEqual(['1', '1', '2', '3'])
})

test('of two senders on one database one sends, and the other takes over when it stops', async () => {
  const { url, got } = await receiver()
  const first = startSender({ soleProcess: false })
  startSender({ soleProcess: false })
  for (let n = 0; n < 50; n += 1) await queue(url)
  await until(async () => (await waiting()).length === 0)
  expect(got).toHaveLength(50)
  await first.stop()
  const stoppedAt = performance.now()
  await queue(url)
  await until(() => got.length === 51, 10_000)
  expect(performance.now() - stoppedAt).toBeLessThan(10_000)
})

test('a callback in flight when the process died is sent again at once, and its attempt is recorded', async () => {
  const { url, got } = await receiver()
  await queue(url)
  const file = path.join(directory, 'sending.log')
  {
    using died = new InFlightJournal(file)
    died.begin({ callbackId: 1, attempt: 1, startedAt: systemClock.now() })
  }
  using journal = new InFlightJournal(file)
  startSender({ journal })
  await until(async () => (await waiting()).length === 0)
  expect(got[0]?.headers['lemnis-attempt']).toBe('2')
  expect((await attempts()).map(({ outcome }) => outcome)).toEqual(['unknown', 'delivered'])
})
