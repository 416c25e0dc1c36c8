import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentEncode } from '../percent-encoding.ts'
import {
  accepted,
  authorizationOf,
  CI_HOST,
  COS_HOST,
  draft,
  full,
  signed,
  verify,
  type Draft,
  type Wire,
} from '../testing/test-signing.ts'

describe('known signatures', () => {
  const vector = (headerList: string, paramList: string, signature: string): string =>
    authorizationOf({ 'q-header-list': headerList, 'q-url-param-list': paramList, 'q-signature': signature })
  const job = `/jobs/j0123456789abcdef0123456789abcdef`

  test('a job with three signed headers', () => {
    const authorization = vector(
      'content-length;content-type;host',
      '',
      'b7a544b3d8ade03bce679436abeab91d8b7fbbcd',
    )
    const headers = {
      host: CI_HOST,
      'content-type': 'application/xml',
      'content-length': '295',
      authorization,
    }
    expect(verify({ method: 'POST', target: '/jobs', headers })).toEqual(accepted)
  })

  test('a list whose parameters are all signed', () => {
    const authorization = vector(
      'host',
      'queueid;startcreationtime;states;tag',
      'bfb4443c70a59ba9129a5af9c1e4ac40321f299e',
    )
    const target =
      '/jobs?tag=NoiseReduction&queueId=p0123456789abcdef0123456789abcdef' +
      '&startCreationTime=2024-01-01T00%3A00%3A00%2B0800&states=Success%2CFailed'
    expect(verify({ method: 'GET', target, headers: { host: CI_HOST, authorization } })).toEqual(accepted)
  })

  test('a parameter without a value', () => {
    const authorization = vector('host', 'cancel', '7be367b4d98e7a952f3b8b493515ba095e58f592')
    const headers = { host: CI_HOST, authorization }
    expect(verify({ method: 'PUT', target: `${job}?cancel`, headers })).toEqual(accepted)
  })

  test('nothing but method and path', () => {
    const authorization = vector('', '', 'd660b8a9498058eb2c169a26fcfa0349b00ce0f8')
    const headers = { host: CI_HOST, authorization }
    expect(verify({ method: 'PUT', target: `${job}?cancel`, headers })).toEqual(accepted)
  })

  test('a parameter that the PHP SDK sends twice and signs once', () => {
    const authorization = vector('host', 'ci-process;type', '1d9c589b9ff1c244573d2dceb01538930a0b818d')
    const target = '/in/talk.mp3?ci-process=filehash&ci-process=filehash&type=md5'
    const sent = (target: string) =>
      verify({ method: 'GET', target, headers: { host: COS_HOST, authorization } })
    expect(sent(target)).toEqual(accepted)
    expect(sent(`${target}&type=sha1`)).toMatchObject({ reason: 'mismatch' })
  })

  test('a key that is not ASCII', () => {
    const authorization = vector('host', 'ci-process', '5bd3798bfd8293cc2ccde284ec09b318c07552f8')
    const target = `/${encodeURIComponent('目录')}/a%20(1).mp3?ci-process=videoinfo`
    expect(verify({ method: 'GET', target, headers: { host: COS_HOST, authorization } })).toEqual(accepted)
  })

  test('the published signature of the Go SDK', () => {
    const [id, secret] = ['QmFzZTY0IGlzIGEgZ2VuZXJp', 'AKIDZfbOA78asKUYBcXFrJD0a1ICvR98JM']
    const time = '1480932292;1481012292'
    const headers = {
      host: 'testbucket-125000000.cos.ap-guangzhou.myqcloud.com',
      'x-cos-content-sha1': 'db8ac1c259eb89d4a131b253bacfca5f319d54f2',
      'x-cos-stroage-class': 'nearline',
      authorization: authorizationOf({
        ...{ 'q-ak': id, 'q-sign-time': time, 'q-key-time': time },
        'q-header-list': 'host;x-cos-content-sha1;x-cos-stroage-class',
        'q-signature': 'ce4ac0ecbcdb30538b3fee0a97cc6389694ce53a',
      }),
    }
    const conditions = { now: 1_480_932_300_000, keys: new Map([[id, secret]]) }
    expect(verify({ method: 'PUT', target: '/testfile2', headers }, conditions).kind).toBe('ok')
  })

  test('the order in which the Node SDK signs parameters', () => {
    const authorization = authorizationOf({
      ...{ 'q-ak': 'AKIDx', 'q-sign-time': '1;2', 'q-key-time': '1;2', 'q-header-list': 'host' },
      'q-url-param-list': 'a%2fb;a-b;a_;az',
      'q-signature': '6978bdde76acf02646ceccab9f47354e64101b05',
    })
    const wire = { method: 'GET', target: '/x?a-b=1&a/b=2&aZ=3&a_=4', headers: { host: 'h', authorization } }
    expect(verify(wire, { now: 1500, keys: new Map([['AKIDx', 'k']]) }).kind).toBe('ok')
  })
})

test('a thousand random requests signed by the official SDK are accepted', () => {
  fc.assert(
    fc.property(draft, (wanted) => {
      expect(verify(signed(wanted))).toEqual(accepted)
    }),
    { numRuns: 1000 },
  )
})

describe('variants of clients are accepted', () => {
  const plain: Draft = { method: 'GET', key: 'a/b.txt', query: {}, headers: {} }
  const at = (wire: Wire, host: string, target = wire.target): Wire => ({
    ...wire,
    target,
    headers: { ...wire.headers, host },
  })

  test('the host without its port', () => {
    expect(verify(at(signed(plain, '127.0.0.1'), '127.0.0.1:8080'))).toEqual(accepted)
    expect(verify(at(signed(plain, COS_HOST), `${COS_HOST}:8080`))).toEqual(accepted)
  })

  test('a public name, behind a proxy that changes the host', () => {
    const wire = at(signed(plain, 'lemnis.example'), '10.0.0.7:8080')
    expect(verify(wire, { publicNames: ['lemnis.example'] })).toEqual(accepted)
    expect(verify(wire)).toMatchObject({ reason: 'mismatch' })
  })

  test('the key alone in path style, in a presigned address where the signer reaches one bucket', () => {
    expect(verify(signed({ ...plain, key: 'media-1250000000/a/b.txt' }, 'localhost'))).toEqual(accepted)
    const keyAlone = at(signed(plain, 'localhost'), 'localhost', '/media-1250000000/a/b.txt')
    expect(verify(keyAlone)).toEqual(accepted)
    const { authorization = '', ...headers } = keyAlone.headers
    const presigned = {
      ...keyAlone,
      headers,
      target: `${keyAlone.target}?sign=${percentEncode(authorization)}`,
    }
    expect(verify(presigned, { oneBucket: true })).toEqual(accepted)
    expect(verify(presigned)).toEqual({ kind: 'refused', reason: 'bucket-unnamed' })
    const other = { ...presigned, target: presigned.target.replace('b.txt', 'c.txt') }
    expect(verify(other, { oneBucket: true })).toEqual({ kind: 'refused', reason: 'mismatch' })
  })

  test('the undecoded path of a job address', () => {
    const wire = signed({ ...plain, key: 'jobs/j1%2Cj2' }, CI_HOST)
    expect(verify({ ...wire, target: '/jobs/j1%2Cj2' })).toEqual(accepted)
  })
})

describe('the result has the fault', () => {
  const wire = signed(full)
  const withAuthorization = (authorization: string): Wire => ({
    ...wire,
    headers: { ...wire.headers, authorization },
  })

  test('nothing to check', () => {
    expect(verify(withAuthorization(''))).toEqual({ kind: 'anonymous' })
  })

  test.each([
    ['unknown-key', authorizationOf({ 'q-ak': 'AKIDother' })],
    ['malformed', authorizationOf({ 'q-sign-algorithm': 'sha256' })],
    ['malformed', authorizationOf({ 'q-ak': '' })],
    ['malformed', authorizationOf({ 'q-sign-time': '2;1' })],
    ['malformed', authorizationOf({ 'q-key-time': '1700000000' })],
    ['malformed', authorizationOf({ 'q-signature': 'abc' })],
    ['malformed', `${authorizationOf({})}&q-signature=${'1'.repeat(40)}`],
    ['malformed', 'AWS4-HMAC-SHA256 Credential=x'],
    ['mismatch', authorizationOf({ 'q-header-list': '__proto__;constructor' })],
    ['mismatch', authorizationOf({ 'q-url-param-list': '%zz;;' })],
  ])('%s', (reason, authorization) => {
    expect(verify(withAuthorization(authorization))).toEqual({ kind: 'refused', reason })
  })

  test('a time too early or too late, with 15 minutes of tolerance before the start', () => {
    const at = (seconds: number) => verify(wire, { now: seconds * 1000 })
    expect(at(1700003600)).toEqual(accepted)
    expect(at(1700003601)).toEqual({ kind: 'refused', reason: 'expired' })
    expect(at(1700000000 - 900)).toEqual(accepted)
    expect(at(1700000000 - 901)).toEqual({ kind: 'refused', reason: 'not-yet' })
  })

  test('garbage never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.string({ maxLength: 20 }),
        (header, list) => {
          const garbled = authorizationOf({ 'q-header-list': header, 'q-url-param-list': list })
          expect(verify(withAuthorization(garbled)).kind).not.toBe('ok')
          expect(verify(withAuthorization(header)).kind).not.toBe('ok')
        },
      ),
    )
  })
})
