import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Target } from '../hosts.ts'
import { parseQuery } from '../query.ts'
import type { RequestHeaders } from './signed-values.ts'
import { StsError } from './sts-error.ts'

/** A request for temporary keys as received. */
export interface RawStsRequest {
  readonly method: string
  readonly target: Target
  readonly headers: RequestHeaders
  readonly body: string
  /** Host names that clients may have signed when a proxy in front changed the Host header. */
  readonly publicNames: readonly string[]
}

export interface StsRequest {
  readonly secretId: string
  readonly action: string
  readonly version: string
  /** When it was signed, seconds since 1970. */
  readonly timestamp: number
  readonly parameters: ReadonlyMap<string, string>
  /** Whether its signature was made with a secret key. */
  isSignedWith(secretKey: string): boolean
}

/**
 * Reads a request that is signed in one of the vendor's two ways. Its library for temporary keys sends the parameter
 * `Signature`. Its general SDKs send the header `Authorization: TC3-HMAC-SHA256 …`. Throws StsError.
 */
export function readStsRequest(arrival: RawStsRequest): StsRequest {
  const authorization = text(arrival.headers, 'authorization')
  return authorization === undefined ? readByParameter(arrival) : readByHeader(arrival, authorization)
}

const HASHES: ReadonlyMap<string, string> = new Map([
  ['HmacSHA1', 'sha1'],
  ['HmacSHA256', 'sha256'],
])

function readByParameter(arrival: RawStsRequest): StsRequest {
  const { method, target, body } = arrival
  const given = new Map(parseQuery(method === 'GET' ? target.rawQuery : body).entries)
  const need = (name: string): string => required(given.get(name), name)
  const hash = HASHES.get(given.get('SignatureMethod') ?? 'HmacSHA1')
  if (hash === undefined) {
    throw new StsError('InvalidParameterValue', 'SignatureMethod must be HmacSHA1 or HmacSHA256.')
  }
  const signature = need('Signature')
  // The values are signed before the form encodes them.
  const signed = [...given]
    .filter(([name]) => name !== 'Signature')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return {
    secretId: need('SecretId'),
    action: need('Action'),
    version: need('Version'),
    timestamp: Number(need('Timestamp')),
    parameters: given,
    isSignedWith: (secretKey) =>
      hostsOf(arrival).some((host) => {
        const whole = `${method}${host}${target.rawPath}?${signed}`
        return isSame(createHmac(hash, secretKey).update(whole).digest('base64'), signature)
      }),
  }
}

/** The SDK takes the first label of the host as the name of the service. */
const TC3 =
  /^TC3-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/

function readByHeader(arrival: RawStsRequest, authorization: string): StsRequest {
  const { method, target, headers, body } = arrival
  const [, secretId, date, service, list, signature] = TC3.exec(authorization) ?? []
  if (
    secretId === undefined ||
    date === undefined ||
    service === undefined ||
    list === undefined ||
    signature === undefined
  ) {
    throw new StsError('AuthFailure.InvalidAuthorization', 'The Authorization is incomplete or malformed.')
  }
  const need = (name: string): string => required(text(headers, name.toLowerCase()), name)
  const timestamp = need('X-TC-Timestamp')
  const scope = `${date}/${service}/tc3_request`
  const digestFor = (host: string): string => {
    const lines = list
      .split(';')
      .map(
        (name) => `${name}:${(name === 'host' ? host : (text(headers, name) ?? '')).trim().toLowerCase()}\n`,
      )
    const canonical = [method, target.rawPath, target.rawQuery, lines.join(''), list, sha256(body)].join('\n')
    return ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')
  }
  return {
    secretId,
    action: need('X-TC-Action'),
    version: need('X-TC-Version'),
    // The key of a day is valid for that day only.
    timestamp: dayOf(Number(timestamp)) === date ? Number(timestamp) : Number.NaN,
    parameters: method === 'GET' ? new Map(parseQuery(target.rawQuery).entries) : readJson(body),
    isSignedWith(secretKey) {
      const key = [date, service, 'tc3_request'].reduce<string | Buffer>(
        (outer, part) => createHmac('sha256', outer).update(part).digest(),
        `TC3${secretKey}`,
      )
      return hostsOf(arrival).some((host) =>
        isSame(createHmac('sha256', key).update(digestFor(host)).digest('hex'), signature),
      )
    },
  }
}

/** The host as received, without its port, and the names that a proxy in front may have changed. */
function hostsOf({ target: { host }, publicNames }: RawStsRequest): readonly string[] {
  return [...new Set([host, host.replace(/:\d+$/, ''), ...publicNames])]
}

function readJson(body: string): ReadonlyMap<string, string> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new StsError('InvalidParameter', 'The body is no JSON.')
  }
  if (typeof value !== 'object' || value === null)
    throw new StsError('InvalidParameter', 'The body is no JSON object.')
  return new Map(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === 'string' || typeof inner === 'number' ? [[name, String(inner)]] : [],
    ),
  )
}

function text(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== '') return value
  throw new StsError('MissingParameter', `${name} is missing.`)
}

/** In UTC; empty for an invalid time. */
function dayOf(seconds: number): string {
  const time = new Date(seconds * 1_000)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString().slice(0, 10)
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex')

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
