import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { assertPolicyAllows, readPolicy, verifyFormSignature } from './form-policy.ts'

const SECRET = 'exampleSecretKeyForDocs0000000001'
const KEY_TIME = '1700000000;1700003600'
const NOW = 1_700_000_100_000
const key = { secretKey: SECRET }
const rules = { now: NOW, findKey: (id: string) => (id === 'AKIDx' ? key : 'unknown-key') }

const base64 = (document: unknown): string => Buffer.from(JSON.stringify(document)).toString('base64')
const policyText = {
  expiration: '2023-11-14T23:00:00.000Z',
  conditions: [
    { bucket: 'media-1' },
    ['starts-with', '$key', 'in/'],
    ['eq', '$Content-Type', 'audio/mpeg'],
    ['content-length-range', 1, 1000],
    { 'q-ak': 'AKIDx' },
    { 'q-sign-time': KEY_TIME },
  ],
}

/** As the vendor's page describes it, step by step. */
function signedForm(): Map<string, string> {
  const hex = (key: string, text: string): string => createHmac('sha1', key).update(text).digest('hex')
  const toSign = createHash('sha1').update(JSON.stringify(policyText)).digest('hex')
  return new Map([
    ['key', 'in/a.mp3'],
    ['content-type', 'audio/mpeg'],
    ['policy', base64(policyText)],
    ['q-sign-algorithm', 'sha1'],
    ['q-ak', 'AKIDx'],
    ['q-key-time', KEY_TIME],
    ['q-signature', hex(hex(SECRET, KEY_TIME), toSign)],
  ])
}

describe('the signature of a form', () => {
  test('covers its policy', () => {
    expect(verifyFormSignature(signedForm(), rules)).toEqual({ kind: 'ok', key })
    const other = signedForm().set('policy', base64({ ...policyText, conditions: [] }))
    expect(verifyFormSignature(other, rules)).toEqual({ kind: 'refused', reason: 'mismatch' })
  })

  test('may be absent, and reports its fault', () => {
    expect(verifyFormSignature(new Map([['key', 'a']]), rules)).toEqual({ kind: 'anonymous' })
    const refusedFor = (name: string, value: string) =>
      verifyFormSignature(signedForm().set(name, value), rules)
    expect(refusedFor('q-ak', 'AKIDy')).toMatchObject({ reason: 'unknown-key' })
    expect(refusedFor('q-signature', 'x')).toMatchObject({ reason: 'malformed' })
    expect(refusedFor('policy', '')).toMatchObject({ reason: 'malformed' })
    expect(refusedFor('q-key-time', '1600000000;1600000001')).toMatchObject({ reason: 'expired' })
  })
})

describe('a policy', () => {
  const policy = readPolicy(base64(policyText))
  const upload = { bucket: 'media-1', key: 'in/a.mp3', fields: signedForm(), now: NOW }

  test('allows what it names', () => {
    expect(() => {
      assertPolicyAllows(policy, upload)
    }).not.toThrow()
    expect(policy.lengthRange).toEqual({ min: 1, max: 1000 })
  })

  test.each([
    ['another bucket', { bucket: 'media-2' }],
    ['another folder', { key: 'out/a.mp3' }],
    ['another type', { fields: signedForm().set('content-type', 'text/html') }],
    ['a missing type', { fields: new Map([['q-ak', 'AKIDx']]) }],
    ['a later time', { now: Date.parse(policyText.expiration) + 1 }],
  ])('refuses %s', (_, change) => {
    expect(() => {
      assertPolicyAllows(policy, { ...upload, ...change })
    }).toThrow(expect.objectContaining({ code: 'AccessDenied' }))
  })

  test.each([
    Buffer.from('{').toString('base64'),
    base64([]),
    base64({ conditions: [] }),
    base64({ ...policyText, expiration: 'soon' }),
    base64({ ...policyText, conditions: 1 }),
    base64({ ...policyText, conditions: [1] }),
    base64({ ...policyText, conditions: [['in', '$key', 'a']] }),
    base64({ ...policyText, conditions: [{ key: 1 }] }),
    base64({ ...policyText, conditions: [['content-length-range', 'a', 1]] }),
  ])('that is malformed is refused: %s', (text) => {
    expect(() => readPolicy(text)).toThrow(expect.objectContaining({ code: 'InvalidPolicyDocument' }))
  })
})
