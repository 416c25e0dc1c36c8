import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttpsServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, describe, expect, test } from 'vitest'
import { createResolver } from '../../packages/server/src/callbacks/transports/http/resolve-host.ts'
import { behaviours, OK } from './behaviours.ts'
import { startDnsServer, type DnsAnswer } from './dns-server.ts'
import { startFaultyServer, type Behaviour } from './faulty-server.ts'
import { createTransport, describeResponse, post } from './sending.ts'
import { FaultTable } from './table.ts'

const DEADLINE_MS = 600
/** The promise: an attempt ends at most this long after its deadline. */
const GRACE_MS = 100
const MAX_RESPONSE = '65536 B'

const table = new FaultTable('Faults between a sender and its receiver')
let latestMs = -Infinity
afterAll(() => {
  table.print()
  process.stdout.write(`the latest attempt ended ${Math.round(latestMs)} ms after its deadline\n`)
})

interface Seen {
  readonly fault: string
  readonly expected: string
  readonly attempt: () => Promise<string>
}

/** Makes the attempt, adds it to the table, and checks its outcome and its end. */
async function check({ fault, expected, attempt }: Seen): Promise<void> {
  const began = performance.now()
  const seen = await attempt()
  const late = performance.now() - began - DEADLINE_MS
  latestMs = Math.max(latestMs, late)
  table.add({ fault, expected, seen })
  expect(seen).toBe(expected)
  expect(late).toBeLessThan(GRACE_MS)
}

type Name = keyof typeof behaviours

describe('one attempt', () => {
  test.each<[Name, string]>([
    ['sends nothing', 'timeout'],
    ['reads nothing', 'timeout'],
    ['drips its headers', '200, 0 B'],
    ['drips a body with a length', '500, part'],
    ['drips a body in chunks', '500, part'],
    ['drips informational responses', 'timeout'],
    ['sends 2 GB', `200, ${MAX_RESPONSE}`],
    ['sends endless chunks', `500, ${MAX_RESPONSE}`],
    ['sends a gzip bomb', '200, as sent'],
    ['sends 60 KiB of headers', '200, 2 B'],
    ['resets without a response', 'connection-lost'],
    ['ends without a response', 'connection-lost'],
    ['closes before the request', 'connection-lost'],
    ['resets in the body of a 200', '200, 4 B'],
    ['ends in the body of a 200', '200, 4 B'],
    ['resets in the body of a 500', '500, 4 B'],
    ['answers 204', '204, 0 B'],
    ['answers 205 with a body', '205, 2 B'],
    ['answers 999', '999, 0 B'],
    ['shows the banner of SSH', 'protocol'],
    ['sends binary rubbish', 'protocol'],
  ])('at a receiver that %s', async (fault, expected) => {
    await using server = await startFaultyServer(behaviours[fault])
    await using transport = createTransport()
    const attempt = async (): Promise<string> => {
      const seen = describeResponse(await post(transport, { url: server.url, deadlineMs: DEADLINE_MS }))
      const bytes = Number(/(\d+) B/.exec(seen)?.[1])
      if (expected.endsWith('part')) return seen.replace(/[1-9]\d* B/, 'part')
      return expected.endsWith('as sent') && bytes > 15_000 && bytes < 25_000 ? '200, as sent' : seen
    }
    await check({ fault, expected, attempt })
    expect(server.connections()).toBe(1)
  })

  test('at a receiver that reads nothing of 10 MB', async () => {
    await using server = await startFaultyServer(behaviours['reads nothing'])
    await using transport = createTransport()
    const body = Buffer.alloc(10_000_000, 'x')
    const attempt = async (): Promise<string> =>
      describeResponse(await post(transport, { url: server.url, body, deadlineMs: DEADLINE_MS }))
    await check({ fault: 'reads nothing of 10 MB', expected: 'timeout', attempt })
  })

  test('at a receiver that answers 200 before it has read 10 MB, and reads no more', async () => {
    const fault = 'answers 200 before the body and reads no more'
    await using server = await startFaultyServer(behaviours[fault])
    await using transport = createTransport()
    const body = Buffer.alloc(10_000_000, 'x')
    for (const expected of ['200, 2 B', '200, 2 B']) {
      await check({
        fault,
        expected,
        attempt: async () =>
          describeResponse(await post(transport, { url: server.url, body, deadlineMs: DEADLINE_MS })),
      })
    }
    // On the first connection, the rest of the first body would come before the second request.
    expect(server.connections()).toBe(2)
  })
})

describe('a second attempt over a kept connection', () => {
  test.each<[Name, string]>([
    ['resets a kept connection', '200, 3 requests, 2 connections'],
    ['ends a kept connection', '200, 3 requests, 2 connections'],
    ['resets a kept connection after one byte', 'connection-lost, 2 requests, 1 connections'],
    ['hangs on a kept connection', 'timeout, 2 requests, 1 connections'],
    ['sends a second response unasked', '200, 2 requests, 2 connections'],
  ])('at a receiver that %s', async (fault, expected) => {
    await using server = await startFaultyServer(behaviours[fault])
    await using transport = createTransport()
    const { url } = server
    expect(await post(transport, { url, deadlineMs: DEADLINE_MS })).toMatchObject({ status: 200 })
    const attempt = async (): Promise<string> => {
      const seen = describeResponse(await post(transport, { url, deadlineMs: DEADLINE_MS }))
      return `${seen.replace(', 2 B', '')}, ${server.requests()} requests, ${server.connections()} connections`
    }
    await check({ fault, expected, attempt })
  })
})

describe('a redirect', () => {
  const answering = (status: number, location: string): Behaviour => ({
    onRequest: (socket) =>
      void socket.write(`HTTP/1.1 ${status} Go\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
  })

  test.each([301, 302, 303, 307, 308])('with %i is a response that is not followed', async (status) => {
    await using elsewhere = await startFaultyServer({ onRequest: (socket) => void socket.write(OK) })
    for (const [name, location] of [
      ['the metadata service', 'http://169.254.169.254/latest/meta-data/'],
      ['loopback', elsewhere.url],
      ['itself', '/again'],
    ] as const) {
      await using server = await startFaultyServer(answering(status, location))
      await using transport = createTransport()
      const attempt = async (): Promise<string> =>
        describeResponse(await post(transport, { url: server.url, deadlineMs: DEADLINE_MS }))
      await check({ fault: `redirects with ${status} to ${name}`, expected: `${status}, 0 B`, attempt })
      expect(server.requests()).toBe(1)
    }
    expect(elsewhere.connections()).toBe(0)
  })
})

describe('a name', () => {
  test.each<[string, DnsAnswer, string]>([
    ['does not exist', 'NXDOMAIN', 'dns'],
    ['has no address', [], 'dns'],
    ['makes its server fail', 'SERVFAIL', 'dns'],
    ['is met with silence', 'silence', 'timeout'],
  ])('that %s', async (fault, answer, expected) => {
    await using dns = await startDnsServer(() => answer)
    await using transport = createTransport({ resolve: createResolver([dns.address]) })
    const attempt = async (): Promise<string> =>
      describeResponse(await post(transport, { url: 'http://app.example/', deadlineMs: DEADLINE_MS }))
    await check({ fault: `the name ${fault}`, expected, attempt })
    expect(dns.asked()).toBeGreaterThan(0)
  })

  test('that is met with silence delays no other name', async () => {
    await using server = await startFaultyServer({ onRequest: (socket) => void socket.write(OK) })
    await using dns = await startDnsServer((name) => (name === 'works.example' ? ['127.0.0.1'] : 'silence'))
    await using transport = createTransport({ resolve: createResolver([dns.address]) })
    const silent = Array.from({ length: 50 }, (_, at) =>
      post(transport, { url: `http://silent-${at}.example/`, deadlineMs: DEADLINE_MS }),
    )
    const url = `http://works.example:${server.port}/`
    const attempt = async (): Promise<string> =>
      describeResponse(await post(transport, { url, deadlineMs: DEADLINE_MS }))
    await check({ fault: '50 other names are met with silence', expected: '200, 2 B', attempt })
    await Promise.all(silent)
  })
})

describe('TLS', () => {
  const read = (name: string): string => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')
  const key = read('localhost.key.pem')
  const [valid, expired] = [read('localhost.cert.pem'), read('expired.cert.pem')]
  const mismatch = "Hostname/IP does not match certificate's altnames"
  const trusted = getCACertificates('default')
  afterAll(() => setDefaultCACertificates(trusted))

  test.each([
    { fault: 'TLS: good', cert: valid, trusts: valid, host: 'localhost', expected: '200, 2 B' },
    {
      fault: 'TLS: expired',
      cert: expired,
      trusts: expired,
      host: 'localhost',
      expected: 'tls, certificate has expired',
    },
    {
      fault: 'TLS: self-signed',
      cert: valid,
      trusts: '',
      host: 'localhost',
      expected: 'tls, self-signed certificate',
    },
    {
      fault: 'TLS: for another name',
      cert: valid,
      trusts: valid,
      host: 'app.example',
      expected: `tls, ${mismatch}`,
    },
    {
      fault: 'TLS: for another address',
      cert: valid,
      trusts: valid,
      host: '127.0.0.2',
      expected: `tls, ${mismatch}`,
    },
  ])('$fault', async ({ fault, cert, trusts, host, expected }) => {
    const server = createHttpsServer({ cert, key }, (_, reply) => reply.end('ok')).listen(0, '0.0.0.0')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the server listens on TCP')
    setDefaultCACertificates(trusts === '' ? trusted : [trusts])
    await using transport = createTransport()
    const url = `https://${host}:${address.port}/`
    const attempt = async (): Promise<string> => {
      const response = await post(transport, { url, deadlineMs: DEADLINE_MS })
      const detail = response.kind === 'failed' ? `, ${response.detail.replace(/[:;].*/, '')}` : ''
      return describeResponse(response) + detail
    }
    await check({ fault, expected, attempt })
    server.closeAllConnections()
    server.close()
  })

  test.each<[string, Name, string]>([
    ['TLS: the handshake hangs', 'sends nothing', 'timeout'],
    ['TLS: the handshake is reset', 'resets at the first bytes', 'connect'],
    ['TLS: the other side speaks SSH', 'shows the banner of SSH', 'tls'],
  ])('%s', async (fault, behaviour, expected) => {
    await using server = await startFaultyServer(behaviours[behaviour])
    await using transport = createTransport()
    const url = server.url.replace('http:', 'https:')
    const attempt = async (): Promise<string> =>
      describeResponse(await post(transport, { url, deadlineMs: DEADLINE_MS }))
    await check({ fault, expected, attempt })
  })
})

describe('a body arrives byte for byte', () => {
  test.each<[string, Buffer]>([
    ['1 B', Buffer.from('x')],
    ['0 B', Buffer.alloc(0)],
    ['64 KiB', Buffer.alloc(65_536, 'ab')],
    ['10 MB', Buffer.alloc(10_000_000, '0123456789')],
    ['every control character', Buffer.from(Array.from({ length: 32 }, (_, code) => code))],
    ['the end of a CDATA section', Buffer.from('<a><![CDATA[x]]]]><![CDATA[>]]></a>')],
    ['emoji', Buffer.from('<Object>录音/🎧 – é.wav</Object>')],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x00])],
    ['what looks like a request', Buffer.from('\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ])('%s', async (name, body) => {
    const chunks: Buffer[] = []
    await using server = await startFaultyServer({
      onConnection: (socket) => void socket.on('data', (chunk) => void chunks.push(chunk)),
      onRequest: (socket) => void socket.write(OK),
    })
    await using transport = createTransport()
    const attempt = async (): Promise<string> => {
      await post(transport, { url: server.url, body, deadlineMs: DEADLINE_MS })
      const sent = Buffer.concat(chunks)
      const same = sent.subarray(sent.indexOf('\r\n\r\n') + 4).equals(body)
      return same ? 'the same bytes' : 'other bytes'
    }
    await check({ fault: `a body of ${name}`, expected: 'the same bytes', attempt })
  })
})
