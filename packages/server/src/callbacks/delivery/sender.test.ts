import type { ServerResponse } from 'node:http'
import { verify, webhookKey } from '@lemnis/receiver'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { sleep } from '../../base/tasks/wait.ts'
import type { Database } from '../../db/database.ts'
import { RETRY_PAUSES_MS } from './retry-policy.ts'
import { findNextDueAt } from '../store.ts'
import {
  attempts,
  db,
  queue,
  receiver,
  secrets,
  startSender,
  until,
  VirtualClock,
  waiting,
} from '../testing/test-sender.ts'
import { wake } from '../../db/testing/test-database.ts'

type Transact = Database['transact']

test('a callback arrives once, with its exact bytes, signed with each key', async () => {
  const { url, got } = await receiver()
  startSender()
  const bodies = ['{"a":"😀"}', '<Response>\r\n]]&gt;\u0085</Response>', 'x'.repeat(1_000_000)]
  for (const body of bodies) await queue(`${url}?q=%20`, body)
  await until(async () => (await waiting()).length === 0)
  expect(got.map(({ body }) => body.toString()).toSorted()).toEqual(bodies.toSorted())
  for (const { headers, body } of got) {
    for (const secret of secrets) {
      new Webhook(secret).verify(body, headers, { jsonParse: false })
      expect(verify({ headers, body, keys: [webhookKey(secret)] }).id).toMatch(/^msg_/)
    }
  }
  expect(got[0]).toMatchObject({
    url: '/cb?q=%20',
    headers: { 'content-type': 'application/xml', 'lemnis-event': 'TaskFinish', 'lemnis-attempt': '1' },
  })
  expect(new Set(got.map(({ headers }) => headers['lemnis-sequence'])).size).toBe(3)
  expect(await attempts()).toMatchObject(
    [1, 2, 3].map(() => ({ outcome: 'delivered', status: 204, cause: null })),
  )
})

test('an unacknowledged callback is sent again with the same id, and each attempt is recorded', async () => {
  const clock = new VirtualClock()
  const elsewhere = await receiver()
  const failures: ((response: ServerResponse) => void)[] = [
    (response) => response.writeHead(500, { 'x-why': 'down', connection: 'close' }).end('database is away'),
    (response) => response.destroy(),
    (response) => response.writeHead(302, { location: elsewhere.url }).end(),
    () => undefined,
  ]
  const { url, got } = await receiver((response, _, count) => {
    const fail = failures[count - 1]
    if (fail) fail(response)
    else response.end()
  })
  startSender({ clock })
  await queue(url, '<Response/>', { createdAt: clock.now(), deadlineMs: 1_000 })
  for (let done = 1; done <= failures.length; done += 1) {
    await until(async () => (await attempts()).length === done)
    expect(got.length).toBe(done)
    clock.advance(((await findNextDueAt(db.reader, 0)) ?? 0) - clock.now())
    await wake(db, 'callbacks')
  }
  await until(async () => (await waiting()).length === 0)
  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(got.map(({ headers }) => headers['lemnis-attempt'])).toEqual(['1', '2', '3', '4', '5'])
  expect(new Set(got.map(({ body }) => body.toString()))).toEqual(new Set(['<Response/>']))
  expect(elsewhere.got).toEqual([])
  const kept = await attempts()
  expect(kept.map(({ cause }) => cause)).toEqual(['status', 'connection-lost', 'status', 'timeout', null])
  expect(kept[0]).toMatchObject({ status: 500, detail: 'answered 500', outcome: 'retry' })
  expect(JSON.parse(kept[0]?.response_headers ?? '')).toMatchObject({ 'x-why': 'down' })
  expect(Buffer.from(kept[0]?.response_body ?? []).toString()).toBe('database is away')
  expect(JSON.parse(kept[0]?.request_headers ?? '')).toMatchObject({ 'lemnis-attempt': '1' })
})

test('an answer that is odd acknowledges once, and is recorded as far as it is understood', async () => {
  const answers = [
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nok',
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    'HTTP/1.1 200 OK\nX-Why: a\0\xe9\n b\nContent-Length: two\n\nok',
    'HTTP/1.1 200 OK\r\nX-Why: unfinished',
  ]
  const { url, got } = await receiver((response, _, count) => {
    response.socket?.end(Buffer.from(answers[count - 1] ?? '', 'latin1'))
  })
  startSender()
  for (let sent = 0; sent < answers.length; sent += 1) {
    await queue(url)
    await until(async () => (await attempts()).length === sent + 1)
  }
  expect(await waiting()).toEqual([])
  expect(got).toHaveLength(answers.length)
  const kept = await attempts()
  expect(kept).toMatchObject(answers.map(() => ({ outcome: 'delivered', status: 200, cause: null })))
  expect(kept.map(({ response_headers }): unknown => JSON.parse(response_headers ?? ''))).toEqual([
    {},
    { 'content-length': '9', 'transfer-encoding': 'chunked' },
    { 'x-why': 'a \xe9 b', 'content-length': 'two' },
    {},
  ])
  expect(kept.map(({ response_body }) => Buffer.from(response_body ?? []).toString())).toEqual([
    'ok',
    'ok',
    'ok',
    '',
  ])
})

test('after the last attempt a callback is dead and stays', async () => {
  const clock = new VirtualClock()
  const { url, got } = await receiver((response) => response.writeHead(503).end())
  startSender({ clock })
  const began = clock.now()
  await queue(url, '<Response/>', { createdAt: began })
  for (let done = 1; done <= RETRY_PAUSES_MS.length; done += 1) {
    await until(async () => (await attempts()).length === done)
    clock.advance(((await findNextDueAt(db.reader, 0)) ?? 0) - clock.now())
    await wake(db, 'callbacks')
  }
  await until(async () => (await waiting()).length === 0)
  expect((await attempts()).map(({ outcome }) => outcome)).toEqual([
    ...Array.from({ length: RETRY_PAUSES_MS.length }, () => 'retry'),
    'dead',
  ])
  expect(got.length).toBe(RETRY_PAUSES_MS.length + 1)
  expect((clock.now() - began) / 3_600_000).toBeLessThanOrEqual(72 * 1.2)
  expect(await db.reader.selectFrom('callbacks').select('id').execute()).toHaveLength(1)
})

test('a callback that was in flight when its sender stopped is sent at once by the next sender', async () => {
  let acknowledging = false
  const { url, got } = await receiver((response) => {
    if (acknowledging) response.end()
  })
  const first = startSender()
  await queue(url)
  await until(() => got.length === 1)
  await first.stop()
  expect(await attempts()).toEqual([])
  acknowledging = true
  const restartedAt = performance.now()
  startSender()
  await until(async () => (await waiting()).length === 0)
  expect((got[1]?.at ?? 0) - restartedAt).toBeLessThan(500)
  expect(got[1]?.headers['webhook-id']).toBe(got[0]?.headers['webhook-id'])
})

test('an acknowledgement that can not be recorded yet is recorded later, and the callback not sent again', async () => {
  const { url, got } = await receiver()
  let failures = 0
  const transact: Transact = async (unit) => {
    failures += 1
    if (failures === 1) throw new Error('the disk is full')
    return db.transact(unit)
  }
  startSender({
    db: {
      reader: db.reader,
      transact,
      onWake: (channel, listener) => db.onWake(channel, listener),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    },
  })
  await queue(url)
  await until(() => failures === 1)
  await wake(db, 'callbacks')
  await until(async () => (await waiting()).length === 0)
  expect(got.length).toBe(1)
  expect(await attempts()).toMatchObject([{ outcome: 'delivered' }])
})

test('endpoints that hang do not delay the others', async () => {
  const hanging = await Promise.all(Array.from({ length: 5 }, () => receiver(() => undefined)))
  const healthy = await receiver()
  startSender({ limits: { fast: 10, slow: 100, perEndpoint: 5, perSlowEndpoint: 2 } })
  for (const { url } of hanging) for (let n = 0; n < 20; n += 1) await queue(url, 'x', { deadlineMs: 3_000 })
  await sleep(300)
  for (let n = 0; n < 200; n += 1) await queue(healthy.url)
  await until(() => healthy.got.length === 200, 1_000)
})

test('a callback that is committed while the clock stands still, or without a wake-up, is found', async () => {
  const clock = new VirtualClock()
  const { url, got } = await receiver()
  await queue(url, 'a', { createdAt: clock.now() - 86_400_000 })
  startSender({ clock })
  await until(() => got.length === 1)
  await queue(url, 'b', { createdAt: clock.now() - 1_000 })
  await queue(url, 'c', { createdAt: clock.now() })
  await until(() => got.length === 3)
  clock.advance(-3_600_000)
  await queue(url, 'd', { createdAt: clock.now() })
  await until(() => got.length === 4)
})

test('a callback can not be changed', async () => {
  await queue('http://127.0.0.1:1/')
  await expect(
    db.transact((tx) => tx.updateTable('callbacks').set({ url: 'http://other/' }).execute()),
  ).rejects.toThrow(/a callback never changes/)
})
