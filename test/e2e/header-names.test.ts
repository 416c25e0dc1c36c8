import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { authorization } from '../authorization.ts'

const HOST = 'media-1250000000.cos.ap-guangzhou.example.test'
const JOBS = 'media-1250000000.ci.ap-guangzhou.example.test'

let service: RunningService

beforeAll(async () => {
  service = await startService({ settings: { LEMNIS_BUCKETS: 'media-1250000000@ap-guangzhou' } })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

interface Expected {
  readonly method: string
  readonly path: string
  readonly host?: string
  readonly headers?: readonly string[]
  readonly body?: string
}

/** The names of an answer's headers as they come over the wire. Python and Java look them up by their capitals. */
async function namesOf({
  method,
  path,
  host = HOST,
  headers = [],
  body = '',
}: Expected): Promise<readonly string[]> {
  const now = Math.floor(Date.now() / 1_000)
  const { secretId, secretKey } = service
  const [pathname = '', name] = path.split('?')
  const signed = authorization({
    secretId,
    secretKey,
    method,
    path: pathname,
    query: name === undefined ? {} : { [name]: '' },
    headers: { host },
    keyTime: `${now - 60};${now + 600}`,
  })
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: ${signed}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
    ...headers,
  ]
  const socket = connect({ port: service.port, host: '127.0.0.1' })
  socket.setEncoding('latin1')
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  let answer = ''
  socket.on('data', (chunk: string) => (answer += chunk))
  await once(socket, 'close')
  const [, ...lines] = (answer.split('\r\n\r\n', 1)[0] ?? '').split('\r\n')
  return lines.map((line) => line.split(':', 1)[0] ?? '').sort()
}

const ALWAYS = ['Connection', 'Date', 'Server', 'x-cos-request-id']

test('headers go out under the names that the vendor’s pages have for them', async () => {
  const kept = ['Cache-Control: no-cache', 'Content-Disposition: inline', 'x-cos-meta-who: me']
  const put = await namesOf({ method: 'PUT', path: '/a.txt', headers: kept, body: 'text' })
  expect(put).toEqual([...ALWAYS, 'Content-Length', 'ETag', 'x-cos-hash-crc64ecma'].sort())
  const shown = [
    'Accept-Ranges',
    'Cache-Control',
    'Content-Disposition',
    'Content-Length',
    'Content-Type',
    'ETag',
    'Last-Modified',
    'X-Content-Type-Options',
    'x-cos-hash-crc64ecma',
    'x-cos-meta-who',
  ]
  expect(await namesOf({ method: 'GET', path: '/a.txt' })).toEqual([...ALWAYS, ...shown].sort())
  expect(await namesOf({ method: 'GET', path: '/a.txt', headers: ['Range: bytes=0-1'] })).toContain(
    'Content-Range',
  )
  expect(await namesOf({ method: 'HEAD', path: '/a.txt' })).toEqual(
    [...ALWAYS, ...shown.filter((name) => name !== 'X-Content-Type-Options')].sort(),
  )
  expect(await namesOf({ method: 'GET', path: '/?location' })).toEqual(
    [...ALWAYS, 'Content-Length', 'Content-Type'].sort(),
  )
  expect(await namesOf({ method: 'GET', path: '/absent' })).toEqual(
    [...ALWAYS, 'Content-Length', 'Content-Type', 'x-cos-trace-id'].sort(),
  )
})

test('so do those of the job host, of errors before a request and of the operator’s paths', async () => {
  expect(await namesOf({ method: 'GET', path: '/queue', host: JOBS })).toEqual(
    [...ALWAYS, 'Content-Length', 'Content-Type', 'x-ci-request-id'].sort(),
  )
  for (const wanted of [
    { method: 'GET', path: '/', headers: ['Host: other.example.test'] },
    { method: 'GET', path: '/healthz' },
    { method: 'GET', path: '/metrics' },
    { method: 'GET', path: '/api/v1/jobs' },
  ]) {
    for (const name of await namesOf(wanted))
      expect(name).toMatch(/^(x-c(os|i)-[a-z0-9-]+|[A-Z][A-Za-z0-9-]*)$/)
  }
})
