import COS from 'cos-nodejs-sdk-v5'
import fc from 'fast-check'
import { routeTarget } from '../hosts.ts'
import { percentEncode } from '../percent-encoding.ts'
import { parseQuery } from '../query.ts'
import { SignatureCache } from '../auth/signature-cache.ts'
import { verifySignature, type RequestResult } from '../auth/signature.ts'

const KEY_ID = 'AKIDexampleexampleexample0000000001'
const SECRET = 'exampleSecretKeyForDocs0000000001'
const TIME = '1700000000;1700003600'
const NOW = 1_700_000_100_000
export const CI_HOST = 'media-1250000000.ci.ap-guangzhou.myqcloud.com'
export const COS_HOST = 'media-1250000000.cos.ap-guangzhou.myqcloud.com'

/** A request as it stands on the wire. */
export interface Wire {
  readonly method: string
  readonly target: string
  /** In lower case, with Host. */
  readonly headers: Readonly<Record<string, string>>
}

/** Shared by all, so that the cache of one request meets every other. */
const cache = new SignatureCache()

interface Conditions {
  readonly now?: number
  readonly publicNames?: readonly string[]
  readonly keys?: ReadonlyMap<string, string>
  /** Whether the key that signs has access to one bucket only. */
  readonly oneBucket?: boolean
}

interface TestKey {
  readonly accessKeyId: string
  readonly secretKey: string
}

export function verify(wire: Wire, conditions: Conditions = {}): RequestResult<TestKey> {
  const { now = NOW, publicNames = [], keys = new Map([[KEY_ID, SECRET]]), oneBucket = false } = conditions
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
    cache,
    now,
    findKey: (accessKeyId) => {
      const secretKey = keys.get(accessKeyId)
      return secretKey === undefined ? 'unknown-key' : { accessKeyId, secretKey }
    },
    reachesOneBucket: () => oneBucket,
  })
}

export function authorizationOf(fields: Readonly<Record<string, string>>): string {
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

export const accepted = { kind: 'ok', key: { accessKeyId: KEY_ID, secretKey: SECRET } }

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS'

export interface Draft {
  readonly method: Method
  readonly key: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** Signs with the official SDK, and sends as it does. */
export function signed({ method, key, query, headers }: Draft, host = COS_HOST): Wire {
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

export function queryText(entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return ''
  return `?${entries.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')}`
}

export function omit(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([candidate]) => candidate !== name))
}

export function latin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

export const text = (options: { minLength?: number; maxLength?: number }) =>
  fc.string({ unit: 'binary', ...options })
// The SDK walks plain objects with for-in and hasOwnProperty: it can't sign parameters of these names.
const paramName = text({ minLength: 1, maxLength: 8 }).filter((name) => !(name in {}))
const headerName = fc
  .string({ unit: fc.constantFrom(...Array.from('abzAZ019-_.!~*$&')), minLength: 1, maxLength: 8 })
  .map((suffix) => `x-cos-meta-${suffix}`)
const headerValue = text({ minLength: 1, maxLength: 12 })
  .map((value) => value.replace(/[\x00-\x1f\x7f]/g, '').replace(/^ +| +$/g, ''))
  .filter((value) => value !== '')
export const draft: fc.Arbitrary<Draft> = fc.record({
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

/** A request of everything that can be signed. */
export const full: Draft = {
  method: 'GET',
  key: 'in/目录 (1)/a~b.mp3',
  query: { prefix: 'a b+c/', 'x/y': '', Marker: 'é' },
  headers: { 'x-cos-meta-who': 'zoë', Range: 'bytes=0-9' },
}
