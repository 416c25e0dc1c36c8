import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { INSPECTABLE, openLiveMemory } from '../live-memory.ts'
import { openSockets, serviceOf } from '../process-tree.ts'
import { rawRequest, signedRequest, type Answer, type SignedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const CI = `${BUCKET}.ci.${REGION}.myqcloud.com`
const COS_HOST = `${BUCKET}.cos.${REGION}.myqcloud.com`
const MiB = 1024 * 1024

let service: RunningService
/** Headers that never end, begun first: the time-out of 20 s passes while the other tests run. */
let endless: Promise<string>

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_MAX_DURATION_S: '60', ...INSPECTABLE },
  })
  endless = bare('GET / HTTP/1.1\r\nX-Slow: ', 40_000)
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

const call = (wanted: Omit<SignedRequest, 'host'> & { host?: string }): Promise<Answer> =>
  signedRequest(service, { host: CI, ...wanted })

const submit = (body: string | Uint8Array): Promise<Answer> => call({ method: 'POST', path: '/jobs', body })

const put = (key: string, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Answer> =>
  call({ method: 'PUT', path: `/${key}`, host: COS_HOST, body, headers })

interface OrderParts {
  readonly tag?: string
  readonly input?: string
  readonly block?: string
  readonly output?: string
  readonly after?: string
}

function order({
  tag = 'NoiseReduction',
  input = 'in.wav',
  block = '',
  output,
  after = '',
}: OrderParts = {}): string {
  const place =
    output ?? `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output>`
  return (
    `<Request><Tag>${tag}</Tag><Input><Object>${input}</Object></Input>` +
    `<Operation>${block}${place}</Operation>${after}</Request>`
  )
}

/** Submits a job over `key` and gives the code and message it fails with. */
async function failureOf(key: string): Promise<{ code: string | undefined; message: string | undefined }> {
  const submitted = await submit(order({ input: key }))
  const id = /<JobId>([^<]+)<\/JobId>/.exec(submitted.body)?.[1]
  for (let tries = 0; tries < 300; tries += 1) {
    const { body, code } = await call({ method: 'GET', path: `/jobs/${String(id)}` })
    if (body.includes('<State>Failed</State>'))
      return { code, message: /<Message>([^<]*)<\/Message>/.exec(body)?.[1] }
    if (body.includes('<State>Success</State>')) return { code: 'Success', message: undefined }
    await sleep(100)
  }
  throw new Error(`the job over ${key} did not end`)
}

function servicePid(): number {
  return serviceOf(service.child.pid)
}

/** Writes `bytes` on a bare connection and gives what comes back until the service closes it. */
function bare(bytes: string, waitMs: number): Promise<string> {
  return new Promise((resolve) => {
    let seen = ''
    const socket = connect(service.port, '127.0.0.1', () => socket.write(bytes))
    socket.setEncoding('utf8').on('data', (text: string) => (seen += text))
    socket.on('error', () => resolve(seen))
    socket.on('close', () => resolve(seen))
    setTimeout(() => socket.destroy(), waitMs)
  })
}

describe('bad XML and bad orders', () => {
  const laughs = `<!DOCTYPE r [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "${i === 0 ? '&a;' : `&a${i - 1};`.repeat(10)}">`).join('')}]><Request>&a8;</Request>`
  const cases: readonly [what: string, body: string | Buffer, status: number, code: string][] = [
    ['malformed XML', '<Request><Tag>NoiseReduction</Request>', 400, 'InvalidContent'],
    ['crossed tags', '<Request><a><b></a></b></Request>', 400, 'InvalidContent'],
    ['no XML at all', 'hello', 400, 'InvalidContent'],
    ['an empty body', '', 400, 'MissingContent'],
    ['billion laughs', laughs, 400, 'InvalidContent'],
    ['a DOCTYPE', '<!DOCTYPE Request SYSTEM "file:///etc/passwd"><Request/>', 400, 'InvalidContent'],
    [
      'invalid UTF-8',
      Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]),
      400,
      'InvalidContent',
    ],
    ['depth 10,000', '<a>'.repeat(10_000) + '</a>'.repeat(10_000), 400, 'InvalidContent'],
    ['an unknown tag', order({ tag: 'Nonsense' }), 400, 'InvalidArgument'],
    ['a documented tag that is not here', order({ tag: 'VoiceSeparate' }), 501, 'NotImplemented'],
    ['a missing output', order({ output: ' ' }), 400, 'InvalidArgument'],
    ['a missing input', '<Request><Tag>NoiseReduction</Tag><Operation/></Request>', 400, 'InvalidArgument'],
    [
      'a sample rate that is none',
      order({ block: '<NoiseReduction><SampleRate>12345</SampleRate></NoiseReduction>' }),
      400,
      'InvalidArgument',
    ],
    [
      'an output bucket that is not here',
      order({
        output: `<Output><Region>${REGION}</Region><Bucket>other-1250000000</Bucket><Object>o</Object></Output>`,
      }),
      403,
      'WriteTargetBucketDenied',
    ],
    ['an unknown queue', order({ after: '<QueueId>pnone</QueueId>' }), 404, 'QueueNotFound'],
    [
      'a callback into a private network',
      order({ after: '<CallBack>http://10.0.0.1/</CallBack>' }),
      400,
      'InvalidArgument',
    ],
    [
      'a callback to the metadata address',
      order({ after: '<CallBack>http://169.254.169.254/latest</CallBack>' }),
      400,
      'InvalidArgument',
    ],
    [
      'a callback that is no address',
      order({ after: '<CallBack>ftp://x</CallBack>' }),
      400,
      'InvalidArgument',
    ],
    ['Kafka', order({ after: '<CallBackType>Kafka</CallBackType>' }), 501, 'NotImplemented'],
    ['an unknown template', order({ block: '<TemplateId>t1none</TemplateId>' }), 404, 'TemplateNotFound'],
  ]
  test.each(cases)('%s', async (_what, body, status, code) => {
    const answer = await submit(body)
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code })
  })

  test('a body of 100 MB is refused without being kept', async () => {
    const answer = await submit(Buffer.alloc(100 * MiB, 0x20))
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 413, code: 'InvalidContent' })
  })
})

describe('bad calls', () => {
  test('an expired signature, on both hosts', async () => {
    const onCi = await call({ method: 'GET', path: '/jobs', expires: -5_000 })
    expect([onCi.status, onCi.code]).toEqual([401, 'SignatureExpired'])
    const onCos = await call({ method: 'GET', path: '/x', host: COS_HOST, expires: -5_000 })
    expect([onCos.status, onCos.code]).toEqual([403, 'AccessDenied'])
    expect(onCos.body).toContain('<Message>Request has expired</Message>')
  })

  test('no signature, a garbled one, a wrong one', async () => {
    const path = '/jobs'
    expect((await rawRequest(service.port, { method: 'GET', path, headers: { host: CI } })).code).toBe(
      'MissingAuthorization',
    )
    expect(
      (
        await rawRequest(service.port, {
          method: 'GET',
          path,
          headers: { host: CI, authorization: 'q-ak=%00;;' },
        })
      ).code,
    ).toBe('InvalidAuthorization')
    const wrong = await signedRequest(service, {
      method: 'GET',
      path: '/jobs',
      host: CI,
      headers: { host: `x${CI}` },
    })
    expect(wrong.status).toBeGreaterThanOrEqual(400)
  })

  test('a bucket that does not exist, a host that is not ours, a path that is none', async () => {
    expect((await call({ method: 'GET', path: '/a', host: `none-1.cos.${REGION}.myqcloud.com` })).code).toBe(
      'NoSuchBucket',
    )
    expect(
      (
        await rawRequest(service.port, {
          method: 'GET',
          path: 'http://example.com/',
          headers: { host: 'example.com' },
        })
      ).code,
    ).toBe('InvalidHost')
    expect((await call({ method: 'GET', path: '/nowhere' })).code).toBe('InvalidUrl')
  })

  test('a key with NUL, a key that is too long, a wrong MD5, a digest that is none', async () => {
    expect((await put('a\0b', 'x')).status).toBe(400)
    expect((await put('k'.repeat(851), 'x')).code).toBe('KeyTooLong')
    const md5 = createHash('md5').update('other').digest('base64')
    expect((await put('md5', 'x', { 'content-md5': md5 })).code).toBe('BadDigest')
    expect((await put('md5', 'x', { 'content-md5': 'short' })).code).toBe('InvalidDigest')
    expect((await call({ method: 'HEAD', path: '/md5', host: COS_HOST })).status).toBe(404)
  })

  test('bytes that are not HTTP, a header without end, a smuggled length', async () => {
    expect(await bare('\x00\x01garbage\r\n\r\n', 3_000)).toMatch(/^(HTTP\/1\.1 400|$)/)
    expect(await bare(`GET / HTTP/1.1\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`, 3_000)).toMatch(/^HTTP\/1\.1 4/)
    expect(
      await bare(
        'PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        3_000,
      ),
    ).toMatch(/^HTTP\/1\.1 400/)
  })

  test('headers that never end are cut off', { timeout: 30_000 }, async () => {
    expect(await endless).toMatch(/^(HTTP\/1\.1 408|$)/)
  })

  test('an upload that breaks off leaves no object', async () => {
    const { headers } = await call({ method: 'GET', path: '/', host: COS_HOST })
    expect(headers['x-cos-request-id']).toBeDefined()
    await bare(`PUT /broken HTTP/1.1\r\nHost: ${COS_HOST}\r\nContent-Length: 1000\r\n\r\nonly this`, 300)
    expect((await call({ method: 'HEAD', path: '/broken', host: COS_HOST })).status).toBe(404)
  })
})

describe('bad media', () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'), randomBytes(5_000)])
  test.each([
    ['a zip named .mp3', 'zip.mp3', zip],
    ['zero bytes', 'zero.wav', Buffer.alloc(0)],
    ['a header without sound', 'header.wav', noisyTone(1).subarray(0, 44)],
    ['noise named .mp3', 'noise.mp3', randomBytes(20_000)],
    [
      'a playlist',
      'list.m3u8',
      Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'),
    ],
    [
      'a playlist named .mp3',
      'list.mp3',
      Buffer.from('#EXTM3U\n#EXTINF:4,\nhttp://127.0.0.1/x.ts\n#EXT-X-ENDLIST\n'),
    ],
    ['more than the longest duration', 'long.wav', noisyTone(61, 8_000)],
  ])('%s', { timeout: 30_000 }, async (_what, key, bytes) => {
    expect((await put(key, bytes)).status).toBe(200)
    const { code, message } = await failureOf(key)
    expect(code).toBe('ResourceNotSupported')
    expect(message?.length).toBeGreaterThan(10)
  })
})

describe('afterwards', () => {
  test('memory and sockets are as before, and the service is alive', { timeout: 120_000 }, async () => {
    const round = async (): Promise<void> => {
      await submit(Buffer.alloc(20 * MiB, 0x20))
      await submit('<a>'.repeat(10_000))
      await bare('GET / HTTP/1.1\r\nX: slow', 50)
      await put('md5', randomBytes(100_000), { 'content-md5': 'short' })
      await Promise.all(Array.from({ length: 20 }, () => submit(order({ tag: 'Nonsense' }))))
    }
    using memory = await openLiveMemory(service, servicePid())
    for (let turn = 0; turn < 20; turn += 1) await round()
    const warm = await memory.read()
    const sockets = openSockets(servicePid())
    for (let turn = 0; turn < 20; turn += 1) await round()
    const grown = ((await memory.read()) - warm) / MiB
    const health = await rawRequest(service.port, {
      method: 'GET',
      path: '/healthz',
      headers: { host: '127.0.0.1' },
    })
    expect(health.status).toBe(200)
    expect(grown).toBeLessThan(2)
    // The health check's own connection closes a moment after its answer; a leaked one never does.
    await expect.poll(() => openSockets(servicePid()), { timeout: 5_000 }).toBeLessThanOrEqual(sockets)
  })
})
