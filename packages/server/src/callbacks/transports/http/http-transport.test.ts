import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type Server, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../base/clock.ts'
import { sleep } from '../../../base/tasks/wait.ts'
import type { AddressPolicy } from '../../address-guard.ts'
import type { Stopped, TransportResponse } from '../transport.ts'
import { parseAllowRule } from '../../allow-list.ts'
import { HttpTransport } from './http-transport.ts'
import type { ResolveHost } from './resolve-host.ts'

/** What a callback has unless its queue says otherwise. */
const USUAL_MS = 15_000
/**
 * Of attempts that are to end by it. The first TLS connection of a process loads the certificates of the machine, and a
 * loaded machine may not come to an attempt for as long: what an attempt finds out is asked with the usual deadline.
 */
const DEADLINE_MS = 300
/** A loaded machine ends an attempt late; one without a deadline never ends where a receiver drips. */
const LATE_MS = 3_000
const open: AddressPolicy = { allow: [], loopbackOpen: true }
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
})

/** A receiver on a raw TCP socket; `respond` is called at each request. */
async function receiver(
  respond: (socket: Socket, request: string) => void,
): Promise<{ url: string; connections: () => number }> {
  let connections = 0
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('data', (data) => respond(socket, data.toString()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { url: `http://127.0.0.1:${portOf(server)}/cb?x=1`, connections: () => connections }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

function transportWith(
  policy = open,
  resolve: ResolveHost = () => Promise.reject(new Error('no names here')),
): HttpTransport {
  const transport = new HttpTransport({ clock: systemClock, policy, resolve })
  cleanUps.push(() => transport[Symbol.asyncDispose]())
  return transport
}

const never = new AbortController().signal
const REQUEST = { headers: { 'content-type': 'application/xml' }, body: Buffer.from('<Response/>') }

function post(
  url: string,
  transport = transportWith(),
  signal = never,
): Promise<TransportResponse | Stopped> {
  return transport.send({ ...REQUEST, url, deadlineMs: USUAL_MS }, signal)
}

function postInTime(url: string, transport = transportWith()): Promise<TransportResponse | Stopped> {
  return transport.send({ ...REQUEST, url, deadlineMs: DEADLINE_MS }, never)
}

function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 10)
  socket.on('close', () => clearInterval(timer))
}

test('the body, its length and no wish for compression are sent', async () => {
  let seen = ''
  const { url } = await receiver((socket, request) => {
    seen += request
    socket.write(OK)
  })
  expect(await post(url)).toMatchObject({ kind: 'answered', status: 200, headers: { 'content-length': '2' } })
  expect(seen).toMatch(/^POST \/cb\?x=1 HTTP\/1\.1\r\n/)
  expect(seen).toMatch(/content-length: 11\r\n/i)
  expect(seen).toMatch(/\r\n\r\n<Response\/>$/)
  expect(seen).not.toMatch(/accept-encoding/i)
})

describe('an attempt ends at its deadline', () => {
  test.each<[string, (socket: Socket) => void]>([
    ['nothing is sent back', () => undefined],
    [
      'the status line drips',
      (socket) => {
        socket.write('HTTP/1.1 ')
        drip(socket, ' ')
      },
    ],
    [
      'informational responses drip',
      (socket) => {
        drip(socket, 'HTTP/1.1 102 Processing\r\n\r\n')
      },
    ],
  ])('when %s', async (_, answer) => {
    const { url } = await receiver(answer)
    const answered = await postInTime(url)
    expect(answered.kind).toBe('failed')
    if (answered.kind !== 'failed') return
    expect(['timeout', 'protocol']).toContain(answered.cause)
    expect(answered.durationMs).toBeLessThan(LATE_MS)
  })

  test('when headers drip, and with a response', async () => {
    const { url } = await receiver((socket) => {
      socket.write('HTTP/1.1 200 OK\r\na: b\r\nx: ')
      drip(socket, 'y')
    })
    const answered = await postInTime(url)
    expect(answered).toMatchObject({ kind: 'answered', status: 200, headers: { a: 'b' } })
    if (answered.kind !== 'answered') return
    expect(answered.durationMs).toBeGreaterThanOrEqual(DEADLINE_MS - 5)
    expect(answered.durationMs).toBeLessThan(LATE_MS)
  })

  test.each(['Content-Length: 100000', 'Transfer-Encoding: chunked'])(
    'when a body drips: %s',
    async (framing) => {
      const { url } = await receiver((socket) => {
        socket.write(`HTTP/1.1 500 No\r\n${framing}\r\n\r\n`)
        drip(socket, framing.startsWith('T') ? '1\r\nx\r\n' : 'x')
      })
      const answered = await postInTime(url)
      expect(answered).toMatchObject({ kind: 'answered', status: 500 })
      if (answered.kind !== 'answered') return
      expect(answered.durationMs).toBeGreaterThanOrEqual(DEADLINE_MS - 5)
      expect(answered.durationMs).toBeLessThan(LATE_MS)
      expect(answered.body.length).toBeGreaterThan(0)
    },
  )

  test('when no connection comes about', async () => {
    const transport = transportWith(open, () => new Promise(() => undefined))
    expect(await postInTime('http://nobody.example/', transport)).toMatchObject({
      kind: 'failed',
      cause: 'timeout',
    })
  })
})

test('an attempt that gets no connection names the cause', async () => {
  expect(await post('http://nobody.example/')).toMatchObject({ cause: 'dns' })
  const { url } = await receiver(() => undefined)
  for (const cleanUp of cleanUps.splice(0)) await cleanUp()
  expect(await post(url)).toMatchObject({ cause: 'connect' })
  expect(await post(url.replace('http:', 'https:'))).toMatchObject({ cause: 'connect' })
})

test('a TLS connection to what speaks no TLS fails as one', async () => {
  const { url } = await receiver((socket) => socket.write(OK))
  expect(await post(url.replace('http:', 'https:'))).toMatchObject({ cause: 'tls' })
})

test('over TLS a certificate must be one that this machine trusts, for the name that was called', async () => {
  const fixtures = new URL('../../../../../../test/fixtures/', import.meta.url)
  const cert = readFileSync(new URL('localhost.cert.pem', fixtures), 'utf8')
  const key = readFileSync(new URL('localhost.key.pem', fixtures), 'utf8')
  const server = createHttpsServer({ cert, key }, (_, response) => response.end('ok')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const port = portOf(server)
  const resolve = (): Promise<string[]> => Promise.resolve(['127.0.0.1'])
  const trusted = getCACertificates('default')
  expect(await post(`https://localhost:${port}/`, transportWith(open, resolve))).toMatchObject({
    cause: 'tls',
  })
  setDefaultCACertificates([cert])
  cleanUps.push(() => setDefaultCACertificates(trusted))
  expect(await post(`https://localhost:${port}/`, transportWith(open, resolve))).toMatchObject({
    status: 200,
  })
  expect(await post(`https://app.example:${port}/`, transportWith(open, resolve))).toMatchObject({
    cause: 'tls',
  })
})

test('a 2xx status line acknowledges even when the body breaks off', async () => {
  const { url } = await receiver((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')
    setTimeout(() => socket.resetAndDestroy(), 20)
  })
  expect(await post(url)).toMatchObject({ kind: 'answered', status: 200, body: Buffer.from('half') })
})

test('of an endless body 64 KiB are read and the connection is closed', async () => {
  const closed = Promise.withResolvers<undefined>()
  const { url } = await receiver((socket) => {
    socket.on('close', () => closed.resolve(undefined))
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2000000000\r\n\r\n')
    const timer = setInterval(() => socket.write(Buffer.alloc(50_000)), 1)
    socket.on('close', () => clearInterval(timer))
  })
  const response = await post(url)
  if (response.kind !== 'answered') throw new Error(response.kind)
  expect(response.body.length).toBe(64 * 1024)
  await closed.promise
})

test('of a megabyte of headers 64 KiB are read and the connection is closed', async () => {
  const closed = Promise.withResolvers<undefined>()
  const { url } = await receiver((socket) => {
    socket.on('close', () => closed.resolve(undefined))
    socket.write(`HTTP/1.1 200 OK\r\na: b\r\nx: ${'y'.repeat(1_000_000)}\r\n\r\n`)
  })
  expect(await post(url)).toMatchObject({ kind: 'answered', status: 200, headers: { a: 'b' } })
  await closed.promise
})

test('a body without an end is not waited for once it is silent', async () => {
  const { url } = await receiver((socket) => {
    socket.write('HTTP/1.1 500 No\r\n\r\nwhy')
    setTimeout(() => socket.write(' not'), 300)
  })
  const answered = await post(url)
  expect(answered).toMatchObject({ kind: 'answered', status: 500, body: Buffer.from('why not') })
  if (answered.kind !== 'answered') return
  expect(answered.durationMs).toBeGreaterThanOrEqual(1_290)
  expect(answered.durationMs).toBeLessThan(1_290 + LATE_MS)
})

test('a header that would end early is not sent', async () => {
  const { url, connections } = await receiver((socket) => socket.write(OK))
  for (const value of ['a\r\nb: c', 'a\nb: c', 'a\0', '\u010a']) {
    const request = { ...REQUEST, headers: { a: value }, url, deadlineMs: USUAL_MS }
    expect(await transportWith().send(request, never)).toMatchObject({ kind: 'failed', cause: 'protocol' })
  }
  expect(connections()).toBe(0)
})

test.each<[string, (socket: Socket) => void, string]>([
  ['a reset', (socket) => socket.resetAndDestroy(), 'connection-lost'],
  ['an end without a response', (socket) => socket.end(), 'connection-lost'],
  ['a banner that is no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n'), 'protocol'],
])('%s is a failed attempt', async (_, respond, cause) => {
  const { url } = await receiver(respond)
  expect(await post(url)).toMatchObject({ kind: 'failed', cause })
})

test('a redirect is a response and is not followed', async () => {
  const elsewhere = await receiver((socket) => socket.write(OK))
  const { url } = await receiver((socket) =>
    socket.write(`HTTP/1.1 307 Go\r\nLocation: ${elsewhere.url}\r\nContent-Length: 0\r\n\r\n`),
  )
  expect(await post(url)).toMatchObject({ kind: 'answered', status: 307 })
  expect(elsewhere.connections()).toBe(0)
})

test('a connection is kept, and when it was closed meanwhile the request is sent again at once', async () => {
  let requests = 0
  const target = await receiver((socket) => {
    requests += 1
    if (requests === 3) socket.resetAndDestroy()
    else socket.write(OK)
  })
  const transport = transportWith()
  for (const connections of [1, 1, 2]) {
    expect(await post(target.url, transport)).toMatchObject({ kind: 'answered', status: 200 })
    expect(target.connections()).toBe(connections)
    // The client lets a turn of its loop pass before it uses a connection again.
    await sleep(5)
  }
  expect(requests).toBe(4)
})

test('a stop ends an attempt without an outcome', async () => {
  const { url } = await receiver(() => undefined)
  const stop = new AbortController()
  const sent = post(url, transportWith(), stop.signal)
  setTimeout(() => stop.abort(), 50)
  expect(await sent).toEqual({ kind: 'stopped' })
  expect(await post(url, transportWith(), AbortSignal.abort())).toEqual({ kind: 'stopped' })
})

test('an attempt has its peer, its connection and the time of each step', async () => {
  const { url } = await receiver((socket) => setTimeout(() => socket.write(OK), 50))
  const peer = new URL(url).host
  const named = url.replace('127.0.0.1', 'app.example')
  const transport = transportWith(open, async () => {
    await sleep(30)
    return ['127.0.0.1']
  })
  const first = await post(named, transport)
  if (first.kind !== 'answered') throw new Error(first.kind)
  expect(first).toMatchObject({ peer, reused: false, timings: { tlsMs: null } })
  expect(first.timings.dnsMs).toBeGreaterThanOrEqual(25)
  expect(first.timings.connectMs).toBeGreaterThanOrEqual(0)
  expect(first.timings.firstByteMs).toBeGreaterThanOrEqual(75)
  const second = await post(named, transport)
  if (second.kind !== 'answered') throw new Error(second.kind)
  expect(second).toMatchObject({ peer, reused: true })
  expect(second.timings).toMatchObject({ dnsMs: null, connectMs: null, tlsMs: null })
  expect(second.timings.firstByteMs).toBeGreaterThanOrEqual(45)
})

test('an attempt without a response has the steps that were done', async () => {
  const silent = await receiver(() => undefined)
  const secure = silent.url.replace('http:', 'https:')
  const none = { dnsMs: null, tlsMs: null, firstByteMs: null }
  expect(await postInTime(secure)).toMatchObject({
    detail: 'no TLS handshake within 300 ms',
    peer: new URL(secure).host,
    timings: none,
  })
  expect(await postInTime(silent.url)).toMatchObject({
    detail: 'no complete answer within 300 ms',
    timings: none,
  })
  const unresolved = transportWith(open, () => new Promise(() => undefined))
  expect(await postInTime('http://nobody.example/', unresolved)).toMatchObject({
    detail: 'no connection within 300 ms',
    peer: null,
    timings: { ...none, connectMs: null },
  })
})

describe('the guard at the connection', () => {
  const closed: AddressPolicy = { allow: [], loopbackOpen: false }

  test('refuses literals, and names that resolve to closed addresses', async () => {
    const { url, connections } = await receiver((socket) => socket.write(OK))
    const port = new URL(url).port
    expect(await post(url)).toMatchObject({ status: 200 })
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '[::1]',
      '[64:ff9b::7f00:1]',
    ]) {
      expect(await post(`http://${host}:${port}/`, transportWith(closed))).toMatchObject({
        cause: 'refused-address',
      })
    }
    for (const addresses of [
      ['127.0.0.1'],
      ['::1', '127.0.0.1'],
      ['::ffff:127.0.0.1'],
      ['169.254.169.254'],
      [],
    ]) {
      const transport = transportWith(closed, () => Promise.resolve(addresses))
      expect(await post(`http://app.example:${port}/`, transport)).toMatchObject({ cause: 'refused-address' })
    }
    expect(connections()).toBe(1)
  })

  test('connects to the address that it checked, though the name changes at each look-up', async () => {
    const { url } = await receiver((socket) => socket.write(OK))
    const port = new URL(url).port
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    const transport = transportWith(open, () => Promise.resolve(answers.shift() ?? []))
    expect(await post(`http://app.example:${port}/`, transport)).toMatchObject({ status: 200 })
    expect(answers).toEqual([['169.254.169.254']])
  })
})

test('a name that is not on a list of "only:" is not even resolved', async () => {
  const resolved: string[] = []
  const policy = { allow: [parseAllowRule('localhost')], only: true, loopbackOpen: true }
  const transport = transportWith(policy, (host) => {
    resolved.push(host)
    return Promise.resolve(['127.0.0.1'])
  })
  expect(await post('https://live.example/', transport)).toMatchObject({
    cause: 'refused-address',
    detail:
      'live.example is not among the addresses of LEMNIS_CALLBACK_ALLOW=only:…; live.example added to that list allows it',
    timings: { dnsMs: null, connectMs: null },
  })
  expect(resolved).toEqual([])
})
