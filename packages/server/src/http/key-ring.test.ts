import { expect, test } from 'vitest'
import type { AccessKey } from '../keys/store.ts'
import { routeTarget } from '../protocol/hosts.ts'
import { parseQuery } from '../protocol/query.ts'
import { SignatureCache } from '../protocol/auth/signature-cache.ts'
import { verifySignature } from '../protocol/auth/signature.ts'
import { authorization } from '../../../../test/authorization.ts'
import { issueKey } from './issue-key.ts'
import { KeyRing, TokenCache } from './key-ring.ts'

const NOW = Date.parse('2026-01-31T12:00:00Z')
const MAIN = { secretId: 'AKIDmain', secretKey: 'the-main-secret' }
const OWN: AccessKey = {
  secretId: 'AKIDown',
  secretKey: 'a-secret-of-its-own',
  name: 'own',
  buckets: ['a-1'],
  policy: undefined,
  state: 'enabled',
  createdAt: 0,
}

/** What is remembered outlives every ring, as in a service. */
const tokens = new TokenCache()
const cache = new SignatureCache()
const ringOf = (...keys: AccessKey[]): KeyRing => new KeyRing(MAIN, keys, tokens)

function temporary(parentId = OWN.secretId) {
  const parent = ringOf(OWN).get(parentId)
  if (!parent) throw new Error('no such parent')
  return issueKey(parent, { durationS: 60, policy: undefined }, { now: NOW, nonce: parentId })
}

test('a temporary key has the buckets of its parent, and expires', () => {
  const { secretId: accessKeyId, token, secretKey } = temporary()
  const found = (now: number) => ringOf(OWN).find({ accessKeyId, token, now })
  expect(found(NOW)).toMatchObject({ secretKey, rights: { buckets: new Set(['a-1']), policies: [] } })
  expect(found(NOW + 59_999)).toMatchObject({ secretKey })
  expect(found(NOW + 60_000)).toBe('token-expired')
})

test.each<[what: string, ring: KeyRing, id: string, token: string | undefined, fault: string]>([
  ['no token', ringOf(OWN), temporary().secretId, undefined, 'token-missing'],
  ['an empty token', ringOf(OWN), temporary().secretId, '', 'token-missing'],
  ['the token of another', ringOf(OWN), temporary().secretId, temporary('AKIDmain').token, 'token-wrong'],
  ['no real token', ringOf(OWN), temporary().secretId, 'x.y', 'token-wrong'],
  [
    'a parent that is disabled',
    ringOf({ ...OWN, state: 'disabled' }),
    temporary().secretId,
    temporary().token,
    'token-wrong',
  ],
  ['a parent that is deleted', ringOf(), temporary().secretId, temporary().token, 'token-wrong'],
  [
    'a parent with another secret',
    ringOf({ ...OWN, secretKey: 'renewed-secret' }),
    temporary().secretId,
    temporary().token,
    'token-wrong',
  ],
  ['an id that is unknown', ringOf(OWN), 'AKIDnobody', temporary().token, 'unknown-key'],
  ['a key that is disabled', ringOf({ ...OWN, state: 'disabled' }), OWN.secretId, undefined, 'unknown-key'],
])('with %s', (_what, ring, accessKeyId, token, fault) => {
  expect(ring.find({ accessKeyId, token, now: NOW })).toBe(fault)
})

test('a key with the main key’s id never replaces it', () => {
  const stray = { ...OWN, secretId: MAIN.secretId }
  expect(ringOf(stray).get(MAIN.secretId)).toMatchObject({ secretKey: MAIN.secretKey })
})

test('a cached signature is rejected once its key is disabled or deleted', () => {
  const seconds = NOW / 1_000
  const verify = (ring: KeyRing, key: { secretId: string; secretKey: string; token?: string }) => {
    const headers = { host: 'localhost' }
    const keyTime = `${seconds};${seconds + 600}`
    const signed = authorization({ ...key, method: 'GET', path: '/k', query: {}, headers, keyTime })
    return verifySignature({
      method: 'GET',
      target: routeTarget({
        method: 'GET',
        target: '/k',
        hostHeader: 'localhost',
        settings: { publicNames: [] },
      }),
      query: parseQuery(''),
      headers: { ...headers, authorization: signed },
      publicNames: [],
      cache,
      now: NOW,
      findKey: (accessKeyId) => ring.find({ accessKeyId, token: key.token, now: NOW }),
      reachesOneBucket: () => false,
    })
  }
  for (const key of [OWN, temporary()]) {
    expect(verify(ringOf(OWN), key)).toMatchObject({ kind: 'ok' })
    expect(verify(ringOf({ ...OWN, state: 'disabled' }), key).kind).toBe('refused')
    expect(verify(ringOf(), key).kind).toBe('refused')
    // Created again with the same id, it has another secret: signatures with the old one are invalid.
    expect(verify(ringOf({ ...OWN, secretKey: 'a-new-secret' }), key).kind).toBe('refused')
    expect(verify(ringOf(OWN), key)).toMatchObject({ kind: 'ok' })
  }
})
