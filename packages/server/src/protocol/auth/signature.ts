import type { SignatureForm } from './coverage-rules.ts'
import { findUncovered, type Uncovered } from './coverage.ts'
import { sameDigest } from './hmac-sha1.ts'
import type { Target } from '../hosts.ts'
import { percentDecode } from '../percent-encoding.ts'
import type { Query } from '../query.ts'
import { formOf, readAuthorization, type Authorization } from './read-authorization.ts'
import type { SignatureCache } from './signature-cache.ts'
import { timeFault, type SignatureResult, type SignatureRules, type SigningKey } from './signature-rules.ts'
import {
  byKey,
  byName,
  joinValues,
  signedHeaders,
  signedParams,
  type RequestHeaders,
  type SignedValue,
} from './signed-values.ts'

interface VerifiableRequest {
  readonly method: string
  readonly target: Target
  readonly query: Query
  readonly headers: RequestHeaders
  /** Host names that clients may have signed if a proxy in front changed the Host header. */
  readonly publicNames: readonly string[]
  /** Shared by all requests. */
  readonly cache: SignatureCache
}

export interface SignedRequest<K extends SigningKey> extends SignatureRules<K>, VerifiableRequest {
  /** Whether a key has access to a single bucket, so that the key alone determines the bucket of a signature. */
  readonly reachesOneBucket: (key: K) => boolean
}

export type RequestResult<K extends SigningKey> =
  SignatureResult<K> | { readonly kind: 'uncovered'; readonly part: Uncovered }

/**
 * Verifies the signature of a request (q-sign-algorithm=sha1), in its header or its query. Beside method and path, it
 * only protects the names in its two lists; coverage-rules.ts has those that must be there. Never throws.
 */
export function verifySignature<K extends SigningKey>(request: SignedRequest<K>): RequestResult<K> {
  const given = request.headers['authorization']
  const header = typeof given === 'string' ? given : undefined
  const authorization = readAuthorization(header, request.query, (text) => request.cache.readHeader(text))
  if (authorization === 'absent') return { kind: 'anonymous' }
  if (authorization === 'malformed') return { kind: 'refused', reason: 'malformed' }
  const key = request.findKey(authorization.accessKeyId)
  if (typeof key === 'string') return { kind: 'refused', reason: key }
  const { signTime, keyTime } = authorization
  const late = timeFault([signTime, keyTime], request)
  if (late) return { kind: 'refused', reason: late }
  const form = formOf(header)
  const mismatch = findMismatch(authorization, { key, form }, request)
  if (mismatch) return { kind: 'refused', reason: mismatch }
  const part = findUncovered(request, { form, ...authorization })
  return part ? { kind: 'uncovered', part } : { kind: 'ok', key }
}

/**
 * In path style the SDKs sign the object key without the bucket, so that the signature is valid in every bucket. They
 * have no other way, so their own calls are accepted. A presigned URL is accepted only if the key that signed it
 * determines the bucket.
 */
function findMismatch<K extends SigningKey>(
  authorization: Authorization,
  { key, form }: { readonly key: K; readonly form: SignatureForm },
  request: SignedRequest<K>,
): 'mismatch' | 'bucket-unnamed' | undefined {
  const holds = (paths: readonly string[]): boolean =>
    matches(authorization, key.secretKey, { ...request, paths })
  if (holds(signablePaths(request.target))) return undefined
  if (!holds(pathsWithoutBucket(request.target))) return 'mismatch'
  return form === 'header' || request.reachesOneBucket(key) ? undefined : 'bucket-unnamed'
}

interface MatchOptions extends VerifiableRequest {
  /** Paths that the client may have signed. */
  readonly paths: readonly string[]
}

function matches(authorization: Authorization, secretKey: string, request: MatchOptions): boolean {
  if (request.paths.length === 0) return false
  const keyTime = authorization.keyTime.text
  const tried = new Set<string>()
  for (const httpString of signableTexts(authorization, request)) {
    if (tried.has(httpString)) continue
    tried.add(httpString)
    // One client uses the key's time in place of the signature's; both are mostly the same.
    for (const { text } of timesOf(authorization)) {
      const expected = request.cache.sign({ secretKey, keyTime, signTime: text, httpString })
      if (sameDigest(expected, authorization.signature)) return true
    }
  }
  return false
}

function timesOf({ signTime, keyTime }: Authorization): readonly { readonly text: string }[] {
  return signTime.text === keyTime.text ? [signTime] : [signTime, keyTime]
}

/**
 * Yields the texts that the client may have signed, the likeliest first. Clients differ in the host, the path and the
 * order.
 */
function* signableTexts(authorization: Authorization, request: MatchOptions): Generator<string> {
  const params = signedParams(authorization.paramList, request.query)
  const headers = signedHeaders(authorization.headerList, request.headers)
  if (!params || !headers) return
  const method = request.method.toLowerCase()
  const signsHost = authorization.headerList.some((name) => name.toLowerCase() === 'host')
  const hosts = signsHost ? signableHosts(request) : [undefined]
  for (const order of [byKey, byName]) {
    const paramText = joinValues(params.toSorted(order))
    for (const host of hosts) {
      const headerText = joinValues(withHost(headers, host).toSorted(order))
      for (const path of request.paths) {
        yield `${method}\n${path}\n${paramText}\n${headerText}\n`
      }
    }
  }
}

function withHost(headers: readonly SignedValue[], host: string | undefined): readonly SignedValue[] {
  return host === undefined ? headers : [...headers, { name: 'host', key: 'host', value: host }]
}

/**
 * The host as received, and without its port, as the Python SDK signs it. Public names are included unless the host
 * determines the bucket: a signature for a public name must not be valid for another bucket.
 */
function signableHosts({ target, publicNames }: VerifiableRequest): readonly string[] {
  const { host, hostNamesBucket } = target
  return [host, host.replace(/:\d+$/, ''), ...(hostNamesBucket ? [] : publicNames)]
}

/**
 * The decoded path. For a URL without a key the Node SDK signs the undecoded path. This is accepted for job calls,
 * whose paths never hold a percent sign. For objects it would also be valid for a key that looks like the escapes of
 * another.
 */
function signablePaths({ rawPath, service }: Target): readonly string[] {
  const decoded = percentDecode(rawPath)
  if (decoded === undefined) return []
  return service === 'ci' && rawPath !== decoded ? [decoded, rawPath] : [decoded]
}

/** Empty except in path style. */
function pathsWithoutBucket(target: Target): readonly string[] {
  const { bucket, pathStyle } = target
  if (!pathStyle || bucket === undefined) return []
  return signablePaths(target).map((path) => path.slice(1 + bucket.length) || '/')
}
