import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { sign, verify, webhookKey, webhookKeys, WebhookVerificationError } from './standard-webhooks.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const otherSecret = `whsec_${randomBytes(24).toString('base64')}`
const bodies = [
  '',
  '{"EventName":"TaskFinish"}',
  '<Response><JobsDetail><UserData>😀 ]]&gt; \t</UserData></JobsDetail></Response>',
]
const now = new Date()
const timestamp = Math.floor(now.getTime() / 1000)

function headersOf(body: string, keys = [webhookKey(secret)], id = 'msg_1'): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign({ id, timestamp }, body, keys),
  }
}

function failure(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof WebhookVerificationError) return error.reason
    throw error
  }
  return 'verified'
}

describe('with the official package', () => {
  test.each(bodies)('it verifies what we sign: %j', (body) => {
    const headers = headersOf(body, [webhookKey(otherSecret), webhookKey(secret)])
    for (const each of [secret, otherSecret]) {
      expect(() => new Webhook(each).verify(body, headers, { jsonParse: false })).not.toThrow()
    }
  })

  test.each(bodies)('we verify what it signs: %j', (body) => {
    const signature = new Webhook(secret).sign('msg_2', now, body)
    const headers = { ...headersOf(body), 'webhook-id': 'msg_2', 'webhook-signature': signature }
    const keys = [webhookKey(otherSecret), webhookKey(secret)]
    expect(verify({ headers, body: Buffer.from(body), keys })).toEqual({ id: 'msg_2', timestamp })
    expect(verify({ headers: new Headers(headers), body, keys })).toEqual({ id: 'msg_2', timestamp })
  })
})

test('binary bodies are signed as they are', () => {
  const body = randomBytes(1000)
  const keys = [webhookKey(secret)]
  const message = { id: 'msg_3', timestamp }
  const headers = {
    'Webhook-Id': 'msg_3',
    'Webhook-Timestamp': String(timestamp),
    'Webhook-Signature': sign(message, body, keys),
  }
  expect(verify({ headers, body, keys })).toEqual(message)
  body.writeUInt8(body.readUInt8(500) ^ 1, 500)
  expect(failure(() => verify({ headers, body, keys }))).toBe('wrong-signature')
})

test('whatever is signed is verified, and with any one byte or character changed it is not', () => {
  const keys = [webhookKey(secret), webhookKey(otherSecret)]
  const idCharacter = fc.constantFrom('a', 'Z', '0', '9', '_', '-', 'é')
  const message = fc.record({
    id: fc.string({ unit: idCharacter, minLength: 1 }),
    timestamp: fc.integer({ min: 1_000_000_000, max: 9_999_999_999 }),
    body: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  })
  const change = fc.record({
    what: fc.constantFrom('webhook-id', 'webhook-timestamp', 'webhook-signature', 'body'),
    at: fc.nat(),
    by: fc.integer({ min: 1, max: 255 }),
  })
  fc.assert(
    fc.property(
      message,
      change,
      fc.constantFrom(...keys),
      ({ id, timestamp, body }, { what, at, by }, key) => {
        const headers = new Map([
          ['webhook-id', id],
          ['webhook-timestamp', String(timestamp)],
          ['webhook-signature', sign({ id, timestamp }, body, [key])],
        ])
        const check = (): unknown =>
          verify({ headers: Object.fromEntries(headers), body, keys, at: new Date(timestamp * 1000) })
        expect(check()).toEqual({ id, timestamp })
        const bytes = what === 'body' ? body : Buffer.from(headers.get(what) ?? '')
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ by
        if (what !== 'body') headers.set(what, Buffer.from(bytes).toString('latin1'))
        expect(check).toThrow(WebhookVerificationError)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('signatures in several header lines are all checked', () => {
  const headers = new Headers(headersOf('body', [webhookKey(otherSecret)]))
  headers.append('webhook-signature', headersOf('body')['webhook-signature'] ?? '')
  for (const each of [secret, otherSecret]) {
    expect(failure(() => verify({ headers, body: 'body', keys: [webhookKey(each)] }))).toBe('verified')
  }
})

test('keys come from one secret, a comma list, or an array', () => {
  const read = (secrets: string | readonly string[]): unknown =>
    webhookKeys(secrets).map(({ hmacKey }) => `whsec_${hmacKey.export().toString('base64')}`)
  expect(read(secret)).toEqual([secret])
  expect(read(` ${secret}, ${otherSecret},`)).toEqual([secret, otherSecret])
  expect(read([otherSecret, secret])).toEqual([otherSecret, secret])
  expect(() => webhookKeys(' , ')).toThrow('no webhook secret')
})

test.each([
  ['another id', { 'webhook-id': 'msg_9' }, 'wrong-signature'],
  ['another time', { 'webhook-timestamp': String(timestamp - 1) }, 'wrong-signature'],
  ['another scheme', { 'webhook-signature': 'v1a,AAAA' }, 'wrong-signature'],
  ['a signature that is cut', { 'webhook-signature': 'v1,AAAA' }, 'wrong-signature'],
  ['an id with a full stop', { 'webhook-id': 'msg.1' }, 'malformed-header'],
  ['a time with a zero before it', { 'webhook-timestamp': `0${timestamp}` }, 'malformed-header'],
  ['one header in two spellings', { 'Webhook-Id': 'msg_1' }, 'malformed-header'],
  ['no id', { 'webhook-id': undefined }, 'missing-header'],
  ['a time that is no number', { 'webhook-timestamp': '12x' }, 'malformed-header'],
  ['a negative time', { 'webhook-timestamp': '-5' }, 'malformed-header'],
  ['a header sent twice', { 'webhook-id': ['a', 'b'] }, 'malformed-header'],
  ['a thousand signatures', { 'webhook-signature': 'v1,x '.repeat(1000) }, 'malformed-header'],
])('%s is rejected', (_, changed, reason) => {
  const headers = { ...headersOf('body'), ...changed }
  expect(failure(() => verify({ headers, body: 'body', keys: [webhookKey(secret)], at: now }))).toBe(reason)
})

test('a message outside of the tolerance is rejected, early or late', () => {
  const check = (seconds: number): string =>
    failure(() =>
      verify({
        headers: headersOf('body'),
        body: 'body',
        keys: [webhookKey(secret)],
        at: new Date((timestamp + seconds) * 1000),
      }),
    )
  expect([-301, -299, 299, 301].map(check)).toEqual(['too-new', 'verified', 'verified', 'too-old'])
})

test.each(['', 'whsec_', 'whsec_short', `whsec_${'!'.repeat(40)}`, `whsec_${'A'.repeat(100)}`])(
  'the secret %j is rejected without being repeated',
  (bad) => {
    expect(() => webhookKey(bad)).toThrow(/^a webhook secret is/)
  },
)
