import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request, type RequestListener } from 'node:http'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sleep } from '../../base/tasks/wait.ts'
import { listen, type Listener, type ListenerOptions } from './listener.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../../../test/fixtures/${name}`, import.meta.url), 'utf8')
const TLS = { cert: fixture('localhost.cert.pem'), key: fixture('localhost.key.pem') }
const PATIENCE_MS = 300
/** A machine that is busy is slow to let go, too; without an end it never would. */
const LONG_MS = 15_000
const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'
const TUNNEL = 'CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n'

let listener: Listener
let clients: Socket[]
let handle: RequestListener

beforeEach(() => {
  clients = []
  handle = (incoming, response) => void incoming.resume().once('end', () => response.end(incoming.url))
})
afterEach(async () => {
  for (const client of clients) client.destroy()
  await listener.close(0)
})

async function start(options: Partial<ListenerOptions> = {}): Promise<void> {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    maxConnections: 100,
    proxies: [],
    tls: undefined,
    isOwnHost: () => false,
    handle: (incoming, response) => {
      handle(incoming, response)
    },
    handleOverload: (incoming, response) => {
      response.writeHead(incoming.url === '/healthz' ? 200 : 503).end()
    },
    startTimeoutMs: PATIENCE_MS,
    ...options,
  })
}

/** A client that keeps its half open whatever the service does. */
async function open(bytes = '', from = '127.0.0.1'): Promise<Socket> {
  const port = Number(new URL(listener.url).port)
  const client = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true })
  clients.push(client.on('error', () => undefined))
  await once(client, 'connect')
  if (bytes !== '') client.write(bytes)
  return client
}

/** What arrives until the service says that nothing follows. */
async function answerOf(client: Socket): Promise<string> {
  let text = ''
  client.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await Promise.race([once(client, 'end'), once(client, 'close')])
  return text
}

/** Resolves with whether the service gets to hold `count` sockets. */
async function holds(count: number): Promise<boolean> {
  const until = performance.now() + LONG_MS
  while (listener.sockets !== count && performance.now() < until) await sleep(10)
  return listener.sockets === count
}

function get(path: string, from: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${listener.url}${path}`, { localAddress: from, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .once('error', reject)
      .end()
  })
}

describe('an ended connection is released even if its client neither closes nor reads', () => {
  const cases = {
    'after the time for its headers': { bytes: 'GET / HTT', status: '408' },
    'when it says nothing at all': { bytes: '', status: '408' },
    'after a request that can’t be read': { bytes: 'nonsense\r\n\r\n', status: '400' },
    'after headers that are too large': {
      bytes: `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      status: '431',
    },
    'after a CONNECT that was refused': { bytes: TUNNEL, status: '400' },
    'after an answer that was the last': {
      bytes: 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
      status: '200',
    },
    'after two Host headers': { bytes: 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', status: '400' },
    'after a Host that is none': { bytes: 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', status: '400' },
    'after a CONNECT with two Host headers': {
      bytes: 'CONNECT h:443 HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n',
      status: '400',
    },
  }
  for (const [name, { bytes, status }] of Object.entries(cases)) {
    test(name, async () => {
      await start()
      expect(await answerOf(await open(bytes))).toMatch(new RegExp(`^HTTP/1.1 ${status}`))
      const unread = await open(bytes)
      unread.pause()
      expect(await holds(0)).toBe(true)
    })
  }

  test('while it keeps sending invalid bytes', async () => {
    await start()
    const client = await open('nonsense\r\n\r\n')
    client.pause()
    const more = setInterval(() => client.write('nonsense\r\n\r\n'), 10)
    expect(await holds(0)).toBe(true)
    clearInterval(more)
  })

  test('with TLS: silent, during a handshake, after an invalid one, and after a CONNECT', async () => {
    await start({ tls: TLS, isOwnHost: () => true })
    const hello = Buffer.from('160301010001', 'hex').toString('latin1')
    for (const bytes of ['', hello, `${hello}${'x'.repeat(300)}`, TUNNEL, TUNNEL + hello]) await open(bytes)
    expect(listener.sockets).toBeGreaterThan(0)
    expect(await holds(0)).toBe(true)
  })

  test('with TLS: after an invalid request', async () => {
    await start({ tls: TLS })
    const raw = await open()
    const client = connectTls({ socket: raw, servername: 'localhost', ca: TLS.cert })
    clients.push(client.on('error', () => undefined))
    await once(client, 'secureConnect')
    client.write('nonsense\r\n\r\n')
    expect(await answerOf(client)).toMatch(/^HTTP\/1.1 400/)
    expect(await holds(0)).toBe(true)
  })
})

test('invalid bytes after a request add nothing to its response', async () => {
  await start()
  handle = (_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('begun')
  }
  expect(await answerOf(await open(`${GET}nonsense\r\n\r\n`))).not.toContain('400')
  expect(await holds(0)).toBe(true)
})

test('pipelined requests are handled in order, and too many of them close the connection', async () => {
  await start()
  let running = 0
  let most = 0
  handle = (incoming, response) => {
    most = Math.max(most, (running += 1))
    setTimeout(() => {
      running -= 1
      response.end(incoming.url)
    }, 5)
  }
  const ahead = Array.from({ length: 20 }, (_, at) => `GET /n${at}n HTTP/1.1\r\nHost: h\r\n\r\n`).join('')
  const text = await answerOf(
    await open(`${ahead}GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`),
  )
  expect([...text.matchAll(/n(\d+)n/g)].map(([, number]) => Number(number))).toEqual([...Array(20).keys()])
  expect(text).toContain('/last')
  expect(most).toBe(1)
  handle = () => undefined
  await open(GET.repeat(200))
  expect(await holds(0)).toBe(true)
})

describe('near and above the limit of connections', () => {
  test('one address leaves slots to others, and the operator is answered on both', async () => {
    await start({ maxConnections: 16, startTimeoutMs: 60_000 })
    for (let at = 0; at < 30; at += 1) await open()
    expect(await get('/', '127.0.0.2')).toBe(200)
    expect(await get('/healthz', '127.0.0.2')).toBe(200)
    expect(await get('/healthz', '127.0.0.1')).toBe(200)
    expect(await get('/', '127.0.0.1')).toBe(503)
    // The 12 that came before it was crowded stay; who stood in the reserve has said nothing for a second.
    expect(await holds(12)).toBe(true)
  })

  test('a proxy may hold all slots', async () => {
    await start({
      maxConnections: 16,
      startTimeoutMs: 60_000,
      proxies: [{ address: '127.0.0.1', prefix: 32 }],
    })
    for (let at = 0; at < 16; at += 1) await open()
    expect(await get('/', '127.0.0.2')).toBe(503)
    expect(await get('/healthz', '127.0.0.2')).toBe(200)
  })

  test('idle connections are closed for new ones', async () => {
    await start({ maxConnections: 4, startTimeoutMs: 60_000 })
    const idle = await open(GET)
    await once(idle, 'data')
    const closed = once(idle.resume(), 'end')
    for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.4']) await open('', from)
    expect(await get('/', '127.0.0.5')).toBe(200)
    await closed
  })
})

test('a stop ends idle connections at once, and others after their response', async () => {
  await start({ startTimeoutMs: 60_000 })
  await once(await open(GET), 'data')
  const began = Promise.withResolvers<() => void>()
  handle = (_, response) => {
    began.resolve(() => response.end('late'))
  }
  const waiting = await open(GET)
  const end = await began.promise
  const stopped = listener.close(60_000)
  end()
  expect(await answerOf(waiting)).toContain('late')
  await stopped
  expect(await holds(0)).toBe(true)
})
