import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { webhookKey } from '@lemnis/receiver'
import { afterEach, beforeEach } from 'vitest'
import { systemClock, type Clock } from '../../base/clock.ts'
import { createIds } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Database } from '../../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { createSender } from '../delivery/sender.ts'
import type { SenderOptions } from '../delivery/sender-options.ts'
import { insertCallback } from '../store.ts'
import { HttpTransport } from '../transports/http/http-transport.ts'

export const secrets = [randomBytes(32), randomBytes(32)].map((bytes) => `whsec_${bytes.toString('base64')}`)
const ids = createIds(systemClock)

export let directory: string
export let db: Database
const cleanUps: (() => unknown)[] = []

let testDatabase: TestDatabase

beforeEach(async () => {
  testDatabase = await openTestDatabase()
  ;({ db, directory } = testDatabase)
})

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  await testDatabase[Symbol.asyncDispose]()
})

/** A clock at a full second, as dates in headers are. It advances only when a test advances it. */
export class VirtualClock implements Clock {
  #ms = Math.floor(systemClock.now() / 1_000) * 1_000
  now = (): number => this.#ms
  monotonic = (): number => this.#ms
  advance(ms: number): void {
    this.#ms += ms
  }
}

/** A wall clock that a test can set. The monotonic clock is the system's. */
export class SetClock implements Clock {
  #offset = 0
  now = (): number => systemClock.now() + this.#offset
  monotonic = (): number => systemClock.monotonic()
  set(ms: number): void {
    this.#offset += ms
  }
}

export interface Received {
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: Buffer
  readonly at: number
}

type Respond = (response: ServerResponse, received: Received, count: number) => void

/** Starts a receiver that collects its requests; by default it acknowledges. */
export async function receiver(
  respond: Respond = (response) => response.writeHead(204).end(),
): Promise<{ url: string; got: Received[]; close: () => Promise<void>; listen: () => Promise<void> }> {
  const got: Received[] = []
  const server = createServer((request, response) => {
    void read(request).then((received) => {
      got.push(received)
      respond(response, received, got.length)
    })
  })
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const close = async (): Promise<void> => {
    if (!server.listening) return
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  cleanUps.push(close)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const { port } = address
  return { url: `http://127.0.0.1:${port}/cb`, got, close, listen: () => listen(port) }
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  const headers: Record<string, string> = {}
  for (const [name, values] of Object.entries(request.headersDistinct)) headers[name] = (values ?? []).join()
  return {
    url: request.url ?? '',
    headers,
    body: Buffer.concat(chunks),
    at: performance.now(),
  }
}

interface Sending {
  readonly stop: () => Promise<void>
}

export function startSender(
  options: Partial<
    Pick<
      SenderOptions,
      'db' | 'clock' | 'limits' | 'journal' | 'keys' | 'soleProcess' | 'onAttempt' | 'redirect'
    >
  > = {},
): Sending {
  const policy = { allow: [], loopbackOpen: true }
  const resolve = (): Promise<string[]> => Promise.resolve(['127.0.0.1'])
  const transport = new HttpTransport({ clock: systemClock, policy, resolve })
  const stop = new AbortController()
  const webhookKeys = secrets.map(webhookKey)
  const keys = (): typeof webhookKeys => webhookKeys
  const sender = createSender({
    db,
    clock: systemClock,
    ids,
    log: silentLog(),
    transport,
    keys,
    soleProcess: true,
    ...options,
  })
  const running = sender.run(stop.signal)
  const end = async (): Promise<void> => {
    stop.abort()
    await running
    await transport[Symbol.asyncDispose]()
  }
  cleanUps.push(end)
  return { stop: end }
}

export async function queue(
  url: string,
  body: Uint8Array | string = '<Response/>',
  {
    createdAt = systemClock.now(),
    deadlineMs = 15_000,
    bucketName = 'media-1250000000',
  }: { createdAt?: number; deadlineMs?: number; bucketName?: string } = {},
): Promise<void> {
  await db.transact((tx) =>
    insertCallback(tx, {
      webhookId: `msg_${ids.randomUuid()}`,
      jobId: 'j1',
      bucketName,
      queueId: 'p1',
      tag: 'NoiseReduction',
      event: 'TaskFinish',
      deadlineMs,
      traceparent: null,
      url,
      contentType: 'application/xml',
      body: Buffer.from(body),
      createdAt,
    }),
  )
}

export const attempts = () => db.reader.selectFrom('callback_attempts').selectAll().orderBy('id').execute()
export const waiting = () => db.reader.selectFrom('callback_queue').selectAll().execute()

export async function until(condition: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('the condition was not met in time')
    await sleep(5)
  }
}
