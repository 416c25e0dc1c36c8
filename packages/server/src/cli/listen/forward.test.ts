import { sign, webhookKey } from '@lemnis/receiver'
import { expect, test } from 'vitest'
import { systemClock } from '../../base/clock.ts'
import type { CallbackMessage } from '../answer.ts'
import { startFaultReceiver, type Fault, type Received } from './fault-receiver.ts'
import { forward } from './forward.ts'

const KEY = webhookKey('whsec_bGVtbmlzLXRlc3RzLWFuZC1kZW1vcy1vbmx5')
const OTHER_KEY = webhookKey('whsec_YW5vdGhlci1rZXktZm9yLXRlc3RzLW9ubHk=')
const BODY = '<Response><UserData>😀 ]]&gt;\t\r\n</UserData></Response>'

const never = new AbortController().signal

function signedCallback(
  body: Pick<CallbackMessage, 'body' | 'bodyBase64'>,
  bytes: Uint8Array | string,
): CallbackMessage {
  const message = { id: 'msg_1', timestamp: Math.floor(systemClock.now() / 1_000) }
  return {
    id: message.id,
    sequence: 1,
    event: 'TaskFinish',
    jobId: 'j1',
    tag: 'NoiseReduction',
    queueId: 'p1',
    bucket: 'media-1250000000',
    url: 'https://hooks.example.com/',
    endpoint: 'https://hooks.example.com:443',
    contentType: 'application/xml',
    createdAt: '2026-03-01T12:00:00.000Z',
    state: 'pending',
    nextAttemptAt: null,
    attempts: 0,
    failures: 0,
    lastAttempt: null,
    deadlineMs: 15_000,
    headers: {
      host: 'hooks.example.com',
      'content-length': '9999',
      'content-type': 'application/xml',
      'webhook-id': message.id,
      'webhook-timestamp': String(message.timestamp),
      'webhook-signature': sign(message, bytes, [KEY]),
      'lemnis-attempt': '1',
    },
    ...body,
  }
}

async function send(callback: CallbackMessage, fault: Fault, signal = never) {
  const received: Received[] = []
  await using receiver = await startFaultReceiver(
    { port: 0, fault, keys: [KEY], onReceived: (one) => received.push(one) },
    never,
  )
  return { result: await forward(callback, new URL(receiver.url), { clock: systemClock, signal }), received }
}

test('the exact bytes arrive with a signature that holds, whatever the headers said of the first connection', async () => {
  const { result, received } = await send(signedCallback({ body: BODY }, BODY), { kind: 'none' })
  expect(result).toMatchObject({ status: 200, acknowledged: true })
  expect(received).toEqual([
    { id: 'msg_1', attempt: '1', bytes: Buffer.byteLength(BODY), signature: 'holds', answered: '200' },
  ])
})

test('bytes that are no text arrive as they are', async () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x0a])
  const { received } = await send(signedCallback({ bodyBase64: bytes.toString('base64') }, bytes), {
    kind: 'none',
  })
  expect(received).toMatchObject([{ bytes: 4, signature: 'holds' }])
})

test('a status other than 2xx does not acknowledge', async () => {
  const { result } = await send(signedCallback({ body: BODY }, BODY), { kind: 'fail', status: 503 })
  expect(result).toMatchObject({ status: 503, error: undefined, acknowledged: false })
})

test('a slow answer is waited for', async () => {
  const { result, received } = await send(signedCallback({ body: BODY }, BODY), { kind: 'slow', ms: 200 })
  expect(result.acknowledged).toBe(true)
  expect(result.durationMs).toBeGreaterThan(190)
  expect(received[0]?.answered).toBe('200 after 200 ms')
})

test('a receiver that never answers is left when the command ends', async () => {
  const signal = AbortSignal.timeout(200)
  const { result, received } = await send(signedCallback({ body: BODY }, BODY), { kind: 'hang' }, signal)
  expect(result).toMatchObject({ status: undefined, acknowledged: false })
  expect(received).toHaveLength(1)
})

test('an application that does not answer has an error, and no status', async () => {
  const result = await forward(signedCallback({ body: BODY }, BODY), new URL('http://127.0.0.1:9/'), {
    clock: systemClock,
    signal: never,
  })
  expect(result.status).toBeUndefined()
  expect(result.error).toContain('ECONNREFUSED')
})

test('a signature by another key does not hold', async () => {
  const received: Received[] = []
  await using receiver = await startFaultReceiver(
    { port: 0, fault: { kind: 'none' }, keys: [OTHER_KEY], onReceived: (one) => received.push(one) },
    never,
  )
  await forward(signedCallback({ body: BODY }, BODY), new URL(receiver.url), {
    clock: systemClock,
    signal: never,
  })
  expect(received).toMatchObject([{ signature: 'does not hold' }])
})
