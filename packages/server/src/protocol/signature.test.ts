import COS from 'cos-nodejs-sdk-v5'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { routeTarget } from './hosts.ts'
import { percentEncode } from './percent-encoding.ts'
import { parseQuery } from './query.ts'
import type { SignatureResult } from './signature-rules.ts'
import { verifySignature } from './signature.ts'

const KEY_ID = 'AKIDexampleexampleexample0000000001'
const SECRET = 'exampleSecretKeyForDocs0000000001'
const TIME = '1700000000;1700003600'
const NOW = 1_700_000_100_000
const CI_HOST = 'media-1250000000.ci.ap-guangzhou.myqcloud.com'
const COS_HOST = 'media-1250000000.cos.ap-guangzhou.myqcloud.com'

/** A request as it stands on the wire. */
interface Wire {
  readonly method: string
  readonly target: string
  /** In lower case, with Host. */
  readonly headers: Readonly<Record<string, string>>
}

interface Conditions {
  readonly now?: number
  readonly publicNames?: readonly string[]
  readonly keys?: ReadonlyMap<string, string>
}

function verify(wire: Wire, conditions: Conditions = {}): SignatureResult {
  const { now = NOW, publicNames = [], keys = new Map([[KEY_ID, SECRET]]) } = conditions
  const { method, headers } = wire
  const settings = { publicNames, defaultBucket: { name: 'first-1', region: 'r' } }
  const target = routeTarget({ method, target: wire.target, hostHeader: headers['host'], settings })
  const query = parseQuery(target.rawQuery)
  return verifySignature({
    method,
    target,
    query,
    headers,
    publicNames,
    now,
    lookUpKey: (id) => keys.get(id),
  })
}

function authorizationOf(fields: Readonly<Record<string, string>>): string {
  const all = {
    'q-sign-algorithm': 'sha1',
    'q-ak': KEY_ID,
    'q-sign-time': TIME,
    'q-key-time': TIME,
    'q-header-list': '',
    'q-url-param-list': '',
    'q-signature': '0'.repeat(40),
    ...fields,
  }
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

const accepted = { kind: 'ok', accessKeyId: KEY_ID }

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

  test('a key that is not ASCII', () => {
    const authorization = vector('host', 'ci-process', '5bd3798bfd8293cc2ccde284ec09b318c07552f8')
    const target = `/${encodeURIComponent('目录')}/a%20(1).mp3?ci-process=videoinfo`
    expect(verify({ method: 'GET', target, headers: { host: COS_HOST, authorization } })).toEqual(accepted)
  })

  test('the published one of the Go SDK', () => {
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

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS'

interface Draft {
  readonly method: Method
  readonly key: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** Signs with the official SDK, and sends as it does. */
function signed({ method, key, query, headers }: Draft, host = COS_HOST): Wire {
  const authorization = COS.getAuthorization({
    SecretId: KEY_ID,
    SecretKey: SECRET,
    Method: method,
    Key: key,
    KeyTime: TIME,
    Query: query,
    Headers: { Host: host, ...headers },
  })
  const onWire = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), latin1(value)] as const)
  return {
    method,
    target: `/${key.split('/').map(percentEncode).join('/')}${queryText(Object.entries(query))}`,
    headers: { ...Object.fromEntries(onWire), host, authorization },
  }
}

function queryText(entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return ''
  return `?${entries.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')}`
}

function omit(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([candidate]) => candidate !== name))
}

function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

const text = (options: { minLength?: number; maxLength?: number }) =>
  fc.string({ unit: 'binary', ...options })
// The SDK walks plain objects with for-in and hasOwnProperty: it can't sign parameters of these names.
const paramName = text({ minLength: 1, maxLength: 8 }).filter((name) => !(name in {}))
const headerName = fc
  .string({ unit: fc.constantFrom(...Array.from('abzAZ019-_.!~*$&')), minLength: 1, maxLength: 8 })
  .map((suffix) => `x-cos-meta-${suffix}`)
const headerValue = text({ minLength: 1, maxLength: 12 })
  .map((value) => value.replace(/[\x00-\x1f\x7f]/g, '').replace(/^ +| +$/g, ''))
  .filter((value) => value !== '')
const draft: fc.Arbitrary<Draft> = fc.record({
  method: fc.constantFrom<Method>('GET', 'PUT', 'POST', 'DELETE', 'OPTIONS'),
  // The SDK takes a leading slash of a key for the path's own.
  key: text({ minLength: 1, maxLength: 20 }).filter((key) => !key.startsWith('/')),
  query: fc.dictionary(paramName, text({ maxLength: 12 }), { maxKeys: 5, noNullPrototype: true }),
  headers: fc
    .uniqueArray(fc.tuple(headerName, headerValue), {
      maxLength: 4,
      selector: ([name]) => name.toLowerCase(),
    })
    .map((entries) => Object.fromEntries(entries)),
})

test('a thousand random requests signed by the official SDK are accepted', () => {
  fc.assert(
    fc.property(draft, (wanted) => {
      expect(verify(signed(wanted))).toEqual(accepted)
    }),
    { numRuns: 1000 },
  )
})

const full: Draft = {
  method: 'GET',
  key: 'in/目录 (1)/a~b.mp3',
  query: { prefix: 'a b+c/', 'x/y': '', Marker: 'é' },
  headers: { 'x-cos-meta-who': 'zoë', Range: 'bytes=0-9' },
}

describe('a change of what is signed is refused', () => {
  const refused = { kind: 'refused', reason: 'mismatch' }
  const run = (property: fc.IProperty<[Draft, string]>): void => fc.assert(property, { numRuns: 300 })

  /** Another text than `original`, often only a character away. */
  function changed(original: string, edit: string): string {
    const at = original.length === 0 ? 0 : edit.length % (original.length + 1)
    return original.slice(0, at) + edit + original.slice(at)
  }
  const edit = text({ minLength: 1, maxLength: 3 })
  const property = (check: (wanted: Draft, edit: string) => void) => fc.property(draft, edit, check)

  test('the path', () => {
    run(
      property((wanted, text) => {
        const wire = signed(wanted)
        const target = signed({ ...wanted, key: changed(wanted.key, text) }).target
        expect(verify({ ...wire, target })).toEqual(refused)
      }),
    )
  })

  test('the method', () => {
    const wire = signed(full)
    for (const method of ['HEAD', 'PUT', 'POST', 'DELETE'])
      expect(verify({ ...wire, method })).toEqual(refused)
  })

  test('a value or a name of a parameter, a missing or a second one', () => {
    run(
      property((wanted, text) => {
        const query: Record<string, string> = { first: 'x', ...wanted.query }
        const wire = signed({ ...wanted, query })
        const path = wire.target.slice(0, wire.target.indexOf('?'))
        const [[name, value] = ['', ''], ...rest] = Object.entries(query)
        const send = (entries: readonly (readonly [string, string])[]) =>
          verify({ ...wire, target: `${path}${queryText(entries)}` })
        expect(send([[name, value], ...rest])).toEqual(accepted)
        expect(send([[name, changed(value, text)], ...rest])).toEqual(refused)
        expect(send([[changed(name, text), value], ...rest])).toEqual(refused)
        expect(send([...rest])).toEqual(refused)
        expect(send([[name, text], [name, value], ...rest])).toEqual(refused)
      }),
    )
  })

  test('the value of a header, or a missing one', () => {
    run(
      property((wanted, text) => {
        const wire = signed({ ...wanted, headers: { ...wanted.headers, 'x-cos-meta-one': 'v' } })
        const value = latin1(changed('v', text.replace(/\s/g, '_')))
        expect(verify({ ...wire, headers: { ...wire.headers, 'x-cos-meta-one': value } })).toEqual(refused)
        expect(verify({ ...wire, headers: omit(wire.headers, 'x-cos-meta-one') })).toEqual(refused)
      }),
    )
  })

  test('the host, to that of another bucket', () => {
    const wire = signed(full)
    const host = COS_HOST.replace('media', 'other')
    expect(verify({ ...wire, headers: { ...wire.headers, host } })).toEqual(refused)
    const atPublicName = signed(full, 'lemnis.example')
    const replayed = { ...atPublicName, headers: { ...atPublicName.headers, host } }
    expect(verify(replayed, { publicNames: ['lemnis.example'] })).toEqual(refused)
  })

  test('a key to the one that its escapes spell', () => {
    const wire = signed({ ...full, key: 'a%20b', query: {} })
    expect(wire.target).toBe('/a%2520b')
    expect(verify({ ...wire, target: '/a%20b' })).toEqual(refused)
  })

  test('a field of the signature itself', () => {
    const wire = signed(full)
    const authorization = wire.headers['authorization'] ?? ''
    for (const [from, to] of [
      ['q-header-list=host;', 'q-header-list='],
      [
        'q-sign-time=1700000000;1700003600&q-key-time=1700000000;1700003600',
        'q-sign-time=1700000000;1700003601&q-key-time=1700000000;1700003601',
      ],
      ['q-url-param-list=marker;', 'q-url-param-list='],
    ] as const) {
      expect(authorization).toContain(from)
      const headers = { ...wire.headers, authorization: authorization.replace(from, to) }
      expect(verify({ ...wire, headers })).toEqual(refused)
    }
  })
})

describe('a change of nothing that is signed is accepted', () => {
  const wire = signed(full)
  const authorization = wire.headers['authorization'] ?? ''
  const [path = '', query = ''] = wire.target.split('?')
  const fields = authorization.split('&')
  const withHeaders = (headers: Readonly<Record<string, string>>): Wire => ({
    ...wire,
    headers: { ...wire.headers, ...headers },
  })
  const presigned = fields.map((field) => {
    const [name = '', value = ''] = field.split(/=(.*)/s)
    return `${name}=${percentEncode(value)}`
  })
  const anonymous = omit(wire.headers, 'authorization')
  const listed = fields.find((field) => field.startsWith('q-url-param-list=')) ?? ''

  test.each<readonly [string, Wire]>([
    [
      'headers in another order',
      { ...wire, headers: Object.fromEntries(Object.entries(wire.headers).reverse()) },
    ],
    ['an added header', withHeaders({ 'user-agent': 'x', 'x-cos-sdk-retry': 'true' })],
    ['a token of temporary keys', withHeaders({ 'x-ci-security-token': 't', 'x-cos-security-token': 't' })],
    ['white space around a header', withHeaders({ range: ' \tbytes=0-9 ' })],
    ['white space around the signature', withHeaders({ authorization: `  ${authorization} ` })],
    ['white space around its fields', withHeaders({ authorization: fields.join(' & ') })],
    ['its fields in another order', withHeaders({ authorization: fields.toReversed().join('&') })],
    ['a field we do not know', withHeaders({ authorization: `${authorization}&q-new=1` })],
    [
      'the digits in upper case',
      withHeaders({ authorization: authorization.replace(/[0-9a-f]{40}$/, (hex) => hex.toUpperCase()) }),
    ],
    [
      'the lists in upper case',
      withHeaders({
        authorization: authorization.replace(
          listed,
          listed.toUpperCase().replace('Q-URL-PARAM-LIST', 'q-url-param-list'),
        ),
      }),
    ],
    ['the lists without escapes', withHeaders({ authorization: authorization.replace('x%2fy', 'x/y') })],
    [
      'escapes in lower case',
      { ...wire, target: wire.target.replace(/%../g, (escape) => escape.toLowerCase()) },
    ],
    [
      'escapes of letters',
      { ...wire, target: wire.target.replace('/in/', '/%69n/').replace('prefix=', 'prefi%78=') },
    ],
    ['unescaped parentheses', { ...wire, target: wire.target.replace('%28', '(').replace('%29', ')') }],
    ['an escaped slash', { ...wire, target: `${path.replace('/in/', '/in%2F')}?${query}` }],
    [
      'a raw UTF-8 path',
      { ...wire, target: `${latin1(decodeURIComponent(path)).replaceAll(' ', '%20')}?${query}` },
    ],
    ['a plus for a space', { ...wire, target: `${path}?${query.replaceAll('%20', '+')}` }],
    ['parameters in another order', { ...wire, target: `${path}?${query.split('&').reverse().join('&')}` }],
    ['added parameters', { ...wire, target: `${path}?response-expires=0&${query}&cancel` }],
    ['a missing equals sign', { ...wire, target: wire.target.replace('x%2Fy=', 'x%2Fy') }],
    ['names of parameters in another case', { ...wire, target: wire.target.replace('Marker=', 'marker=') }],
    ['an address in the request line', { ...wire, target: `http://${COS_HOST}${wire.target}` }],
    ['in the query', { ...wire, headers: anonymous, target: `${path}?${query}&${presigned.join('&')}` }],
    [
      'first in the query',
      {
        ...wire,
        headers: { ...anonymous, authorization: '' },
        target: `${path}?${presigned.join('&')}&${query}`,
      },
    ],
    [
      'in the query with a token',
      { ...wire, headers: anonymous, target: `${wire.target}&${presigned.join('&')}&x-cos-security-token=t` },
    ],
    [
      'whole in one parameter',
      { ...wire, headers: anonymous, target: `${wire.target}&sign=${percentEncode(authorization)}` },
    ],
  ])('%s', (_, sent) => {
    expect(verify(sent)).toEqual(accepted)
  })
})

describe('what clients sign in their own way is accepted', () => {
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

  test('the key alone in path style', () => {
    expect(verify(at(signed(plain, 'localhost'), 'localhost', '/media-1250000000/a/b.txt'))).toEqual(accepted)
    expect(verify(signed({ ...plain, key: 'media-1250000000/a/b.txt' }, 'localhost'))).toEqual(accepted)
  })

  test('the undecoded path of a job address', () => {
    const wire = signed({ ...plain, key: 'jobs/j1%2Cj2' }, CI_HOST)
    expect(verify({ ...wire, target: '/jobs/j1%2Cj2' })).toEqual(accepted)
  })
})

describe('the outcome says what is wrong', () => {
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

  test('a time too early or too late, and a quarter of an hour of grace before the start', () => {
    const at = (seconds: number) => verify(wire, { now: seconds * 1000 })
    expect(at(1700003600)).toEqual(accepted)
    expect(at(1700003601)).toEqual({ kind: 'refused', reason: 'expired' })
    expect(at(1700000000 - 900)).toEqual(accepted)
    expect(at(1700000000 - 901)).toEqual({ kind: 'refused', reason: 'not-yet' })
  })

  test('garbage is never thrown at', () => {
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
