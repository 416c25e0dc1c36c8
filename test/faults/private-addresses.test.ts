import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkCallbackUrl } from '../../packages/server/src/callbacks/address-guard.ts'
import { parseAllowRule } from '../../packages/server/src/callbacks/allow-list.ts'
import { createResolver } from '../../packages/server/src/callbacks/transports/http/resolve-host.ts'
import { OK } from './behaviours.ts'
import { startDnsServer } from './dns-server.ts'
import { startFaultyServer, type FaultyServer } from './faulty-server.ts'
import { loopbackSpellings, malformedSpellings, otherSpellings } from './private-spellings.ts'
import { closed, createTransport, describeResponse, loopbackOpen, post } from './sending.ts'
import { skipFor } from '../../tooling/skip-without.ts'

const DEADLINE_MS = 2_000
const answersOk = { onRequest: (socket: { write: (text: string) => unknown }) => void socket.write(OK) }
const spellings = [...loopbackSpellings, ...otherSpellings].map(({ url }) => url)

test('more than sixty spellings of private addresses are tried', () => {
  expect(new Set(spellings).size).toBe(spellings.length)
  expect(spellings.length).toBeGreaterThan(60)
})

describe('a callback to a private address', () => {
  let server: FaultyServer
  beforeAll(async () => {
    server = await startFaultyServer(answersOk, '::')
  })
  afterAll(() => server[Symbol.asyncDispose]())
  const at = (url: string): string => url.replace('PORT', String(server.port))

  test.each([...spellings, ...malformedSpellings])('written %j is refused when it is set', (url) => {
    expect(checkCallbackUrl(at(url), closed)).toBeTypeOf('string')
  })

  test.each([...spellings, ...malformedSpellings])('written %j is refused when it is sent', async (url) => {
    await using transport = createTransport({ policy: closed, resolve: createResolver(['127.0.0.1:9']) })
    const before = server.connections()
    const answer = await post(transport, { url: at(url), deadlineMs: DEADLINE_MS })
    expect(answer).toMatchObject({ kind: 'failed', cause: 'refused-address', peer: null })
    expect(server.connections()).toBe(before)
  })

  test.each(loopbackSpellings.map(({ url }) => url))(
    'written %j arrives when loopback is open',
    async (url) => {
      await using transport = createTransport({
        policy: loopbackOpen,
        resolve: createResolver(['127.0.0.1:9']),
      })
      const answer = await post(transport, { url: at(url), deadlineMs: DEADLINE_MS })
      expect(describeResponse(answer)).toBe('200, 2 B')
    },
  )
})

describe('a name', () => {
  test.each([
    ['this machine', ['127.0.0.1']],
    ['this machine over IPv6', ['::1']],
    ['this machine both ways', ['127.0.0.1', '::1']],
    ['a private network', ['10.0.0.1', 'fd00::1']],
    ['the metadata service', ['169.254.169.254']],
    ['the metadata service, as IPv6', ['::ffff:169.254.169.254', 'fd00:ec2::254']],
    ['nowhere', ['0.0.0.0', '::']],
  ])('that leads to %s is refused', async (_, addresses) => {
    await using dns = await startDnsServer(() =>
      addresses.filter((address) => !address.startsWith('::ffff:')),
    )
    await using server = await startFaultyServer(answersOk, '::')
    await using transport = createTransport({ policy: closed, resolve: createResolver([dns.address]) })
    const url = `http://app.example:${server.port}/`
    expect(checkCallbackUrl(url, closed)).toBeUndefined()
    expect(await post(transport, { url, deadlineMs: DEADLINE_MS })).toMatchObject({
      cause: 'refused-address',
    })
    expect(server.connections()).toBe(0)
  })

  test.each([
    ['IPv4', ['127.0.0.1']],
    ['IPv6', ['::1']],
    ['both', ['127.0.0.1', '::1']],
  ])('that leads to an open address first and to loopback then is refused then: %s', async (_, later) => {
    const asked = { 4: 0, 6: 0 }
    await using dns = await startDnsServer((_name, family) => {
      asked[family] += 1
      if (asked[family] > 1) return later
      return family === 4 ? ['127.0.0.2'] : []
    })
    const closes = 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
    await using server = await startFaultyServer({ onRequest: (socket) => void socket.write(closes) }, '::')
    const policy = { allow: [parseAllowRule('127.0.0.2')], loopbackOpen: false }
    await using transport = createTransport({ policy, resolve: createResolver([dns.address]) })
    const url = `http://app.example:${server.port}/`
    expect(await post(transport, { url, deadlineMs: DEADLINE_MS })).toMatchObject({
      status: 200,
      peer: `127.0.0.2:${server.port}`,
    })
    // There was one look-up, so the address that was checked is the one that was connected to.
    expect(asked).toEqual({ 4: 1, 6: 1 })
    expect(await post(transport, { url, deadlineMs: DEADLINE_MS })).toMatchObject({
      cause: 'refused-address',
    })
    expect(server.connections()).toBe(1)
  })
})

test.each([
  'http://8.8.8.8/',
  'http://1.1.1.1:8080/',
  'https://[2606:4700:4700::1111]/',
  'http://172.32.0.1/',
])('the public literal %s may be called', (url) => {
  expect(checkCallbackUrl(url, closed)).toBeUndefined()
})

/** A network namespace, in which this machine has all the addresses of the test. */
describe('in a network of its own', () => {
  const name = `lemnis-test-${process.pid}`
  const made = spawnSync('ip', ['netns', 'add', name]).status === 0
  const PUBLIC = ['8.8.4.4', '2606:4700:4700::1111']
  const ip = (...args: string[]): void => void execFileSync('ip', ['-n', name, ...args], { stdio: 'pipe' })
  beforeAll(() => {
    if (!made) return
    ip('link', 'set', 'lo', 'up')
    const owned = otherSpellings.flatMap(({ owns }) => (owns === undefined ? [] : [owns]))
    for (const address of new Set([...PUBLIC, ...owned])) {
      const v6 = address.includes(':')
      ip('addr', 'add', `${address}/${v6 ? 128 : 32}`, 'dev', 'lo', ...(v6 ? ['nodad'] : []))
    }
  })
  afterAll(() => {
    if (made) spawnSync('ip', ['netns', 'del', name])
  })

  test(
    'public literals are delivered, and private ones that would be reached are not',
    made ? {} : skipFor('netns: only root can make a network namespace, with iproute2'),
    () => {
      const child = fileURLToPath(new URL('namespace-child.ts', import.meta.url))
      const node = [process.execPath, '--conditions=lemnis-source', child, ...PUBLIC]
      const output = execFileSync('ip', ['netns', 'exec', name, ...node], { encoding: 'utf8' })
      const seen: unknown = JSON.parse(output)
      const all = [...loopbackSpellings, ...otherSpellings]
      expect(seen).toEqual({
        delivered: ['200, 2 B', '200, 2 B'],
        unguarded: all.map(({ url }) => ({ url, seen: 200 })),
        guarded: all.map(({ url }) => ({ url, seen: 'refused-address' })),
      })
    },
  )
})
