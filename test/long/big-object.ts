/**
 * Sends one large object to the real service and gets it back, while watching the memory of the service.
 * `node packages/server/bin/node.js test/long/big-object.ts [--gigabytes 2]`; exit 0 only when memory stays flat and
 * the bytes are the same.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { parseArgs } from 'node:util'
import { Crc64 } from '../../packages/server/src/storage/crc64.ts'
import { startService } from '../../tooling/start-service.ts'
import { authorization } from '../authorization.ts'
import { childrenOf, residentBytes } from '../process-tree.ts'

const MEGABYTE = 1024 * 1024
const ALLOWED_GROWTH_BYTES = 200 * MEGABYTE
const HOST = 'media-1250000000.cos.ap-guangzhou.example.test'
const PATH = '/big.bin'

const { values } = parseArgs({ options: { gigabytes: { type: 'string', default: '2' } } })
const size = Number(values.gigabytes) * 1024 * MEGABYTE
const chunk = randomBytes(MEGABYTE)

await using service = await startService({ settings: { LEMNIS_BUCKETS: 'media-1250000000@ap-guangzhou' } })
const before = residentOfAll(service.child.pid)
let peak = before
const watch = setInterval(() => {
  peak = Math.max(peak, residentOfAll(service.child.pid))
}, 50)

const sent = new Crc64()
const put = await timed('put', async () => {
  const answer = await exchange('PUT', Readable.from(chunks()))
  answer.resume()
  await once(answer, 'end')
  return answer
})
const received = new Crc64()
const got = await timed('get', async () => {
  const answer = await exchange('GET')
  for await (const piece of answer) if (Buffer.isBuffer(piece)) received.update(piece)
  return answer
})
clearInterval(watch)

const problems = [
  put.statusCode === 200 ? '' : `PUT answered ${put.statusCode}`,
  got.statusCode === 200 ? '' : `GET answered ${got.statusCode}`,
  put.headers['x-cos-hash-crc64ecma'] === sent.digest()
    ? ''
    : 'the CRC of the PUT is not that of the bytes sent',
  received.digest() === sent.digest() ? '' : 'the bytes that came back are not those that were sent',
  peak - before < ALLOWED_GROWTH_BYTES ? '' : 'the memory of the service grew with the object',
].filter((problem) => problem !== '')
console.log(`memory of the service: ${megabytes(before)} MB before, ${megabytes(peak)} MB at its peak`)
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
process.exitCode = problems.length === 0 ? 0 : 1

function* chunks(): Generator<Buffer> {
  for (let offset = 0; offset < size; offset += MEGABYTE) {
    sent.update(chunk)
    yield chunk
  }
}

function exchange(method: string, body?: Readable): Promise<IncomingMessage> {
  const now = Math.floor(Date.now() / 1_000)
  const { secretId, secretKey, port } = service
  const keyTime = `${now - 60};${now + 3_600}`
  const signed = { secretId, secretKey, method, path: PATH, query: {}, headers: { host: HOST }, keyTime }
  const headers = {
    host: HOST,
    authorization: authorization(signed),
    ...(body && { 'content-length': String(size) }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path: PATH, headers, agent: false }, resolve)
    outgoing.once('error', reject)
    if (body) body.pipe(outgoing)
    else outgoing.end()
  })
}

async function timed<T>(name: string, run: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const value = await run()
  const seconds = (performance.now() - started) / 1_000
  console.log(
    `${name}: ${megabytes(size)} MB in ${seconds.toFixed(1)} s, ${Math.round(megabytes(size) / seconds)} MB/s`,
  )
  return value
}

function residentOfAll(pid: number | undefined): number {
  if (pid === undefined) return 0
  return childrenOf(pid).reduce((sum, child) => sum + residentOfAll(child), residentBytes(pid))
}

function megabytes(bytes: number): number {
  return Math.round(bytes / MEGABYTE)
}
