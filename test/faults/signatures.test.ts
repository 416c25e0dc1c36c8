import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { systemClock } from '../../packages/server/src/base/clock.ts'
import { createIds } from '../../packages/server/src/base/ids.ts'
import { parseWebhookKeys } from '../../packages/server/src/callbacks/config.ts'
import { signedRequest } from '../../packages/server/src/callbacks/delivery/signed-request.ts'
import type { Callback } from '../../packages/server/src/callbacks/store.ts'
import { taskFinishBody } from '../../packages/server/src/protocol/callbacks/callback-body.ts'
import type { JobView } from '../../packages/server/src/protocol/jobs/job-detail.ts'
import { createTransport } from './sending.ts'

const secrets = [32, 24].map((bytes) => `whsec_${randomBytes(bytes).toString('base64')}`)
const stranger = `whsec_${randomBytes(32).toString('base64')}`

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Takes callbacks as they come over the wire. */
async function startListener(): Promise<AsyncDisposable & { url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) })
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the listener listens on TCP')
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function jobWith(userData: string): JobView {
  return {
    code: 'Success',
    message: 'SUCCESS',
    jobId: 'j035aca66f86211ec8a5a87e016101404',
    state: 'Success',
    creationTime: Date.UTC(2022, 5, 30, 10, 47, 18),
    startTime: Date.UTC(2022, 5, 30, 10, 47, 20),
    endTime: Date.UTC(2022, 5, 30, 10, 47, 30),
    queueId: 'p2242ab62c7c94486915508540933a2c6',
    tag: 'NoiseReduction',
    input: { bucketId: 'test-1250000000', object: 'input/录音.mp3', region: 'ap-chongqing' },
    operation: [['UserData', userData]],
    timeZone: 480,
  }
}

function callbackWith(url: string, body: Buffer, contentType: string): Callback {
  return {
    id: 1,
    webhook_id: `msg_${randomBytes(12).toString('hex')}`,
    job_id: 'j035aca66f86211ec8a5a87e016101404',
    bucket_name: 'test-1250000000',
    queue_id: 'p2242ab62c7c94486915508540933a2c6',
    tag: 'NoiseReduction',
    event: 'TaskFinish',
    endpoint: new URL(url).origin,
    url,
    content_type: contentType,
    deadline_ms: 10_000,
    traceparent: null,
    created_at: 0,
    body,
  }
}

const controls = Array.from({ length: 31 }, (_, code) => String.fromCharCode(code + 1)).join('')
const bodies: readonly [string, string][] = [
  ['plain text', 'This is my job.'],
  ['nothing', ''],
  ['one letter', 'x'],
  ['what XML must escape', `<a b="c">&amp; 'd' ]]> <!-- --> <![CDATA[x]]>`],
  ['what JSON must escape', `"\\/\b\f\n\r\t\u2028\u2029`],
  ['control characters', controls],
  ['other scripts and emoji', '录音 – é – 🎧👩‍👩‍👧 – עברית'],
  ['half of a surrogate pair', 'a\ud83db'],
  ['a byte order mark', '\ufeffx'],
  ['line ends of all kinds', 'a\r\nb\rc\nd\u0085e'],
  ['64 KiB', 'ab'.repeat(32_768)],
  ['1 MB', '0123456789'.repeat(100_000)],
]

test.each(
  bodies.flatMap(([name, userData]) =>
    (['XML', 'JSON'] as const).map((format): ['XML' | 'JSON', string, string] => [format, name, userData]),
  ),
)('%s with %s is verified by the official package, with each of two keys', async (format, _, userData) => {
  await using listener = await startListener()
  await using transport = createTransport()
  const { body, contentType } = taskFinishBody(jobWith(userData), { format, json: 'native' })
  const bytes = Buffer.from(body)
  const request = signedRequest(callbackWith(listener.url, bytes, contentType), {
    keys: parseWebhookKeys(secrets.join(',')),
    now: systemClock.now(),
    attempt: 1,
    ids: createIds(systemClock),
  })
  const answer = await transport.send(request, new AbortController().signal)
  expect(answer).toMatchObject({ kind: 'answered', status: 200 })
  const [got] = listener.received
  if (!got) throw new Error('nothing came')
  expect(got.body.equals(bytes)).toBe(true)

  const headers = Object.fromEntries(
    Object.entries(got.headers).map(([name, value]) => [name, String(value)]),
  )
  const verify = (secret: string, payload = got.body): unknown =>
    new Webhook(secret).verify(payload, headers, { jsonParse: format === 'JSON' })
  for (const secret of secrets) expect(() => verify(secret)).not.toThrow()
  expect(() => verify(stranger)).toThrow('No matching signature found')
  expect(() => verify(secrets[0] ?? '', Buffer.concat([got.body, Buffer.from(' ')]))).toThrow()
})
