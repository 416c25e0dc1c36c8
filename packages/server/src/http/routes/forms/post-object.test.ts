import { createHash, createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAccessKey } from '../../../keys/change-keys.ts'
import { issueKey } from '../../issue-key.ts'
import {
  BUCKET,
  openObjectHarness,
  SECRET_ID,
  SECRET_KEY,
  type RequestOptions,
  type ObjectHarness,
} from '../testing/object-harness.ts'

const BOUNDARY = '----form'
const KEY_TIME = '1714960000;1714970000'

let harness: ObjectHarness

beforeEach(async () => {
  harness = await openObjectHarness()
})
afterEach(() => harness[Symbol.asyncDispose]())

const CONDITIONS: readonly unknown[] = [{ bucket: BUCKET }, ['starts-with', '$key', 'in/']]

/** The fields that a server adds to the form of a page. */
function signed(
  conditions = CONDITIONS,
  key = { secretId: SECRET_ID, secretKey: SECRET_KEY },
): Record<string, string> {
  const policy = JSON.stringify({ expiration: '2024-05-06T03:00:00.000Z', conditions })
  const hmac = (key: string, text: string): string => createHmac('sha1', key).update(text).digest('hex')
  const digest = createHash('sha1').update(policy).digest('hex')
  return {
    policy: Buffer.from(policy).toString('base64'),
    'q-sign-algorithm': 'sha1',
    'q-ak': key.secretId,
    'q-key-time': KEY_TIME,
    'q-signature': hmac(hmac(key.secretKey, KEY_TIME), digest),
  }
}

interface FormAsk extends RequestOptions {
  readonly body: string
}

function form(fields: Readonly<Record<string, string>>, file = 'hello'): FormAsk {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const disposition = 'Content-Disposition: form-data; name="file"; filename="目 录.txt"'
  const last = `--${BOUNDARY}\r\n${disposition}\r\nContent-Type: text/plain\r\n\r\n${file}\r\n`
  return {
    anonymous: true,
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${parts.join('')}${last}--${BOUNDARY}--\r\n`,
  }
}

async function blobCount(): Promise<number> {
  return (await Array.fromAsync(harness.context.storage.list(new AbortController().signal))).length
}

test('a form with a signed policy stores its file, under the browser’s file name', async () => {
  const answer = await harness.request(
    'POST',
    '/',
    form({ key: 'in/${filename}', 'x-cos-meta-who': 'Ada', ...signed() }),
  )
  expect(answer).toMatchObject({ status: 204, headers: { etag: '"5d41402abc4b2a76b9719d911017c592"' } })
  const stored = await harness.request('GET', `/${encodeURIComponent('in/目 录.txt')}`)
  expect(stored).toMatchObject({
    text: 'hello',
    headers: { 'content-type': 'text/plain', 'x-cos-meta-who': 'Ada' },
  })
})

test('the response has the status that the form sets, and a body for 201', async () => {
  const asking = (status: string): RequestOptions =>
    form({ key: 'in/a', success_action_status: status, ...signed() })
  expect(await harness.request('POST', '/', asking('200'))).toMatchObject({ status: 200, text: '' })
  expect(await harness.request('POST', '/', asking('302'))).toMatchObject({ status: 204, text: '' })
  const created = await harness.request('POST', '/', asking('201'))
  expect(created.status).toBe(201)
  expect(created.text).toContain(`<Bucket>${BUCKET}</Bucket><Key>in/a</Key>`)
})

test('an upload that the policy does not allow is rejected, and nothing is stored', async () => {
  const rejection = (options: RequestOptions): Promise<string> => harness.rejection('POST', '/', options)
  expect(await rejection(form({ key: 'out/a', ...signed() }))).toBe('AccessDenied')
  expect(await rejection(form({ key: 'in/a' }))).toBe('AccessDenied')
  expect(await rejection(form({ key: 'in/a', ...signed(), 'q-signature': '0'.repeat(40) }))).toBe(
    'SignatureDoesNotMatch',
  )
  const sized = signed([...CONDITIONS, ['content-length-range', 6, 8]])
  expect(await rejection(form({ key: 'in/a', ...sized }))).toBe('EntityTooSmall')
  expect(await rejection(form({ key: 'in/a', ...sized }, 'nine char'))).toBe('EntityTooLarge')
  harness.advance(3_600_001)
  expect(await rejection(form({ key: 'in/a', ...signed() }))).toBe('AccessDenied')
  expect(await blobCount()).toBe(0)
})

test('an incomplete or invalid form is rejected, and nothing is stored', async () => {
  const whole = form({ key: 'in/a', ...signed() })
  const text = whole.body
  expect(await harness.rejection('POST', '/', { ...whole, body: text.slice(0, -20) })).toBe(
    'MalformedPOSTRequest',
  )
  expect(await harness.rejection('POST', '/', { ...whole, body: text.slice(0, 100) })).toBe(
    'MalformedPOSTRequest',
  )
  expect(await harness.rejection('POST', '/', { ...whole, body: cutOff(text.slice(0, -20)) })).toBe(
    'IncompleteBody',
  )
  expect(await harness.rejection('POST', '/', { ...whole, headers: { 'content-type': 'text/plain' } })).toBe(
    'MalformedPOSTRequest',
  )
  expect(await blobCount()).toBe(0)
})

test('fields after the file are ignored, however the body is split into chunks', async () => {
  const { body, ...options } = form({ key: 'in/a', 'x-cos-meta-who': 'Ada', ...signed() })
  const field = (name: string, value: string): string =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const end = `--${BOUNDARY}--\r\n`
  const late = [
    field('x-cos-meta-late', 'x'),
    field('success_action_status', '201'),
    field('Cache-Control', 'no-store'),
  ]
  const whole = body.replace(end, late.join('') + end)
  for (const size of [1, 7, 100, 300, 600, 1_000, whole.length]) {
    const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
      Buffer.from(whole.slice(at * size, (at + 1) * size)),
    )
    expect(await harness.request('POST', '/', { ...options, body: Readable.from(chunks) })).toMatchObject({
      status: 204,
    })
    const { headers } = await harness.request('GET', '/in/a')
    expect(headers).toMatchObject({ 'x-cos-meta-who': 'Ada' })
    expect(headers).not.toHaveProperty('x-cos-meta-late')
    expect(headers).not.toHaveProperty('cache-control')
  }
})

test('fields that are too large together are rejected', async () => {
  const fields = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`f${at}`, 'x'.repeat(30_000)]))
  expect(await harness.rejection('POST', '/', form({ ...fields, key: 'in/a', ...signed() }))).toBe(
    'MalformedPOSTRequest',
  )
})

test('a request that looks like a form reaches nothing else without a signature', async () => {
  await harness.request('PUT', '/a', { body: 'x' })
  const disguised = {
    anonymous: true,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    body: '<Delete><Object><Key>a</Key></Object></Delete>',
  }
  expect(await harness.rejection('POST', '/?delete', disguised)).toBe('NotImplemented')
  expect(await harness.rejection('POST', '/', disguised)).toBe('MalformedPOSTRequest')
  expect(await harness.request('GET', '/a')).toMatchObject({ text: 'x' })
})

function cutOff(text: string): Readable {
  const body = new Readable({ read: () => undefined })
  body.on('error', () => undefined)
  body.push(text)
  setTimeout(() => body.destroy(new Error('aborted')), 50)
  return body
}

test('a form is limited to the rights of its key', async () => {
  const { engine, keys } = harness.context
  const own = { secretId: 'AKIDelsewhere', secretKey: 'a-secret-for-elsewhere' }
  const state = 'enabled'
  await createAccessKey(engine.db, {
    ...own,
    name: 'x',
    buckets: ['elsewhere-1'],
    policy: undefined,
    state,
    createdAt: 0,
  })
  const put = (fields: Record<string, string>): Promise<string> =>
    harness.rejection('POST', '/', form({ key: 'in/a', ...fields }))
  expect(await put(signed(CONDITIONS, own))).toBe('AccessDenied')

  const main = (await keys.current()).get(SECRET_ID)
  if (!main) throw new Error('no main key')
  const temporary = (action: string) => {
    const statement = { effect: 'allow', action, resource: `qcs::cos::uid/1:${BUCKET}/in/*` }
    const policy = JSON.stringify({ version: '2.0', statement })
    return issueKey(main, { durationS: 60, policy }, { now: engine.clock.now(), nonce: action })
  }
  const fields = (action: string): Record<string, string> => {
    const key = temporary(action)
    return { ...signed(CONDITIONS, key), 'x-cos-security-token': key.token }
  }
  expect(await put(fields('cos:PostObject'))).toBe('none')
  expect(await put(fields('cos:PutObject'))).toBe('AccessDenied')
  expect(await put({ ...fields('cos:PostObject'), 'x-cos-security-token': '' })).toBe('InvalidAccessKeyId')
  harness.advance(61_000)
  expect(await put(signed(CONDITIONS))).toBe('none')
})
