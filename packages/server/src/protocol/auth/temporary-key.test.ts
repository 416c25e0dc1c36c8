import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAccessPolicy, POLICY_MAX_BYTES } from './access-policy.ts'
import { isTemporaryId, issueTemporaryKey, openToken, parentOf } from './temporary-key.ts'

const SECRET = 'the-parent-secret'
const POLICY = '{"version":"2.0",\n"statement":{"effect":"allow","action":"cos:*","resource":"*"}}'
const grant = { parentId: 'AKIDparent', expiresAt: 1_800_000_000, policy: POLICY, nonce: 'n1' }

test('the token contains everything about a key', () => {
  const key = issueTemporaryKey(grant, SECRET)
  expect(isTemporaryId(key.secretId)).toBe(true)
  expect(parentOf(key.token)).toBe('AKIDparent')
  const { secretId, secretKey } = key
  const policy = parseAccessPolicy(POLICY)
  expect(openToken(key.token, SECRET)).toEqual({ secretId, secretKey, expiresAt: 1_800_000_000, policy })
  const whole = issueTemporaryKey({ ...grant, policy: undefined }, SECRET)
  expect(openToken(whole.token, SECRET)).toMatchObject({ policy: undefined })
})

test('an existing key with a deny without effect stays valid', () => {
  const policy = POLICY.replace('"allow","action":"cos:*"', '"deny","action":"cos:PutObjekt"')
  const { token } = issueTemporaryKey({ ...grant, policy }, SECRET)
  expect(openToken(token, SECRET)?.policy?.statements).toMatchObject([{ actions: ['cos:PutObjekt'] }])
})

test('keys with equal options differ, and so do id, secret and token', () => {
  const one = issueTemporaryKey(grant, SECRET)
  const other = issueTemporaryKey({ ...grant, nonce: 'n2' }, SECRET)
  expect(
    new Set([one.secretId, one.secretKey, one.token, other.secretId, other.secretKey, other.token]).size,
  ).toBe(6)
  expect(one.token).not.toContain(one.secretKey)
})

test('neither another secret nor a changed token is accepted', () => {
  const { token } = issueTemporaryKey(grant, SECRET)
  expect(openToken(token, 'another-secret')).toBeUndefined()
  const characters = fc.constantFrom('A', 'B', 'a', '0', '-', '_', '.', '=', '\n')
  fc.assert(
    fc.property(fc.nat(token.length - 1), characters, (at, character) => {
      fc.pre(token[at] !== character)
      const changed = token.slice(0, at) + character + token.slice(at + 1)
      expect(openToken(changed, SECRET)).toBeUndefined()
    }),
  )
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(openToken(text, SECRET)).toBeUndefined()
    }),
  )
})

test('the longest policy makes a token that fits a header', () => {
  const resource = `qcs::cos::uid/1:a-1/${'"\\'.repeat(400)}`
  const wide = (pad: string): string =>
    JSON.stringify({
      version: '2.0',
      statement: { effect: 'allow', action: '*', resource: [resource, `qcs::cos::uid/1:a-1/${pad}`] },
    })
  const policy = wide('x'.repeat(POLICY_MAX_BYTES - wide('').length))
  expect(Buffer.byteLength(policy)).toBe(POLICY_MAX_BYTES)
  const { token } = issueTemporaryKey({ ...grant, policy }, SECRET)
  expect(token.length).toBeLessThan(8 * 1024)
  expect(openToken(token, SECRET)).toMatchObject({ policy: parseAccessPolicy(policy) })
})
