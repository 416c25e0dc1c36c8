/**
 * Lets thousands of clients of one address connect and never read or close: silent ones, after a request that can't be
 * read, after a refused CONNECT, and with downloads that they don't read. Meanwhile it asks for `/healthz` from that
 * address and another one, and puts objects from the other one.
 * `npm run long:connections`; five minutes, exit 0 only when all are answered in time and nothing is left of it.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { startService } from '../../../tooling/start-service.ts'
import { authorization } from '../../authorization.ts'
import { openSockets, residentBytes, serviceOf } from '../../process-tree.ts'
import { signedRequest } from '../../signed-client.ts'

const MiB = 2 ** 20
const HOST = 'media-1250000000.cos.ap-guangzhou.example.test'
const LARGE = '/large.bin'
/** More than the kernel takes for a client that does not read. */
const LARGE_BYTES = 16 * MiB
const ATTACKER = '127.0.0.1'
const OTHER = '127.0.0.2'
/** A wave is over when the time for headers is; then the next one finds the places free. */
const WAVE_MS = 25_000
const AFTER_MS = 120_000
const HEALTH_EVERY_MS = 100
const PUT_EVERY_MS = 500
const ALLOWED = { healthMs: 1_000, putMs: 3_000, growthBytes: 60 * MiB }
/** Who is not answered by then counts as not answered. */
const GIVE_UP_MS = 10_000

interface Timings {
  asked: number
  failed: number
  worstMs: number
}

await using service = await startService({ settings: { LEMNIS_BUCKETS: 'media-1250000000@ap-guangzhou' } })
const pid = serviceOf(service.child.pid)
await signedRequest(service, { method: 'PUT', path: LARGE, host: HOST, body: Buffer.alloc(LARGE_BYTES) })
// A service that is in use: what it needs for that is no part of what the attack leaves behind.
for (let round = 0; round < 20; round += 1) {
  await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      at % 10 === 0
        ? signedRequest(service, { method: 'GET', path: LARGE, host: HOST })
        : signedRequest(service, { method: 'PUT', path: `/warm/${at}`, host: HOST, body: 'warm' }),
    ),
  )
}
await sleep(10_000)

const before = { sockets: openSockets(pid), bytes: residentBytes(pid) }
let peak = before.bytes
let mostSockets = before.sockets
const watch = setInterval(() => {
  peak = Math.max(peak, residentBytes(pid))
  mostSockets = Math.max(mostSockets, openSockets(pid))
}, 100)
const stop = new AbortController()
const health = { [ATTACKER]: timings(), [OTHER]: timings() }
const puts = timings()
const asking = [
  ask(health[ATTACKER], HEALTH_EVERY_MS, () => answered({ method: 'GET', path: '/healthz', from: ATTACKER })),
  ask(health[OTHER], HEALTH_EVERY_MS, () => answered({ method: 'GET', path: '/healthz', from: OTHER })),
  ask(puts, PUT_EVERY_MS, () => answered({ method: 'PUT', path: '/while', from: OTHER, body: 'attacked' })),
]

const WAVES = [
  { name: 'silent connections', count: 2_100, bytes: '' },
  { name: 'connections after a 400', count: 2_100, bytes: 'nonsense\r\n\r\n' },
  {
    name: 'refused CONNECTs',
    count: 2_100,
    bytes: 'CONNECT other.example:443 HTTP/1.1\r\nHost: other.example\r\n\r\n',
  },
  { name: 'downloads that are not read', count: 1_800, bytes: download() },
]
const attacker = fork(fileURLToPath(new URL('silent-clients.ts', import.meta.url)), [String(service.port)])
for (const { name, count, bytes } of WAVES) {
  attacker.send({ count, bytes })
  await once(attacker, 'message')
  console.log(
    `${count} ${name}: the service holds ${openSockets(pid)} sockets, ${megabytes(residentBytes(pid))} MB`,
  )
  if (name !== WAVES.at(-1)?.name) await sleep(WAVE_MS)
}
await sleep(AFTER_MS)
stop.abort()
await Promise.all(asking)
clearInterval(watch)
await sleep(1_000)
const after = { sockets: openSockets(pid), bytes: residentBytes(pid) }
const isAttacking = attacker.exitCode === null
attacker.kill('SIGKILL')

console.log(`at most ${mostSockets} sockets, ${megabytes(peak)} MB`)
const checks = [
  inTime(`/healthz from ${ATTACKER}`, health[ATTACKER], ALLOWED.healthMs),
  inTime(`/healthz from ${OTHER}`, health[OTHER], ALLOWED.healthMs),
  inTime(`a signed PUT from ${OTHER}`, puts, ALLOWED.putMs),
  { text: 'the clients held their connections to the end', isGood: isAttacking },
  {
    text: `${before.sockets} sockets before, ${after.sockets} two minutes after the last connected`,
    isGood: after.sockets <= before.sockets,
  },
  {
    text: `${megabytes(before.bytes)} MB before, ${megabytes(after.bytes)} MB two minutes after the last connected`,
    isGood: after.bytes - before.bytes <= ALLOWED.growthBytes,
  },
]
for (const { text, isGood } of checks) console.log(`${isGood ? 'ok' : 'PROBLEM'}: ${text}`)
const failed = checks.filter(({ isGood }) => !isGood).length
console.log(`${checks.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

function timings(): Timings {
  return { asked: 0, failed: 0, worstMs: 0 }
}

async function ask(into: Timings, everyMs: number, exchange: () => Promise<boolean>): Promise<void> {
  while (!stop.signal.aborted) {
    const began = performance.now()
    const isAnswered = await exchange()
    into.asked += 1
    if (!isAnswered) into.failed += 1
    into.worstMs = Math.max(into.worstMs, performance.now() - began)
    await sleep(everyMs, stop.signal)
  }
}

function inTime(what: string, { asked, failed, worstMs }: Timings, allowedMs: number) {
  const text = `${what}: ${asked - failed} of ${asked} answered, the slowest in ${Math.round(worstMs)} ms`
  return { text, isGood: asked > 0 && failed === 0 && worstMs <= allowedMs }
}

interface Asked {
  readonly method: string
  readonly path: string
  readonly from: string
  readonly body?: string
}

/** Whether it was answered 200, over a connection of its own. */
function answered({ method, path, from, body }: Asked): Promise<boolean> {
  const headers = method === 'PUT' ? signedHeaders(method, path) : {}
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port: service.port, localAddress: from, agent: false }
    const signal = AbortSignal.timeout(GIVE_UP_MS)
    const outgoing = request({ ...options, method, path, headers, signal }, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode === 200)
      })
      response.once('error', () => {
        resolve(false)
      })
    })
    outgoing.once('error', () => {
      resolve(false)
    })
    outgoing.end(body)
  })
}

function signedHeaders(method: string, path: string): Record<string, string> {
  const { secretId, secretKey } = service
  const now = Math.floor(Date.now() / 1_000)
  const headers = { host: HOST }
  const signed = {
    secretId,
    secretKey,
    method,
    path,
    query: {},
    headers,
    keyTime: `${now - 60};${now + 3_600}`,
  }
  return { ...headers, authorization: authorization(signed) }
}

function download(): string {
  const headers = Object.entries(signedHeaders('GET', LARGE)).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${LARGE} HTTP/1.1\r\n${headers.join('')}\r\n`
}

function megabytes(bytes: number): number {
  return Math.round(bytes / MiB)
}
