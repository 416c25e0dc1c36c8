import type { IncomingMessage } from 'node:http'
import { authErrorFor, uncoveredError } from '../protocol/auth/auth-errors.ts'
import type { Target } from '../protocol/hosts.ts'
import { onlyBucketOf, type Rights } from '../protocol/auth/is-allowed.ts'
import type { Query } from '../protocol/query.ts'
import type { SignatureCache } from '../protocol/auth/signature-cache.ts'
import { verifySignature } from '../protocol/auth/signature.ts'
import type { KeyDirectory } from './key-directory.ts'

export interface RoutedRequest {
  readonly request: IncomingMessage
  readonly query: Query
  readonly target: Target
}

export interface KeyVerification {
  readonly directory: KeyDirectory
  /** Host names that clients may have signed if a proxy in front changed the Host header. */
  readonly publicNames: readonly string[]
  readonly cache: SignatureCache
}

/**
 * Returns the rights of the key that signed the request, or `undefined` for the two kinds of call without a signature
 * of their own. Throws the protocol's error for each fault.
 */
export async function authenticate(
  { request, query, target }: RoutedRequest,
  { directory, publicNames, cache }: KeyVerification,
  now: number,
): Promise<Rights | undefined> {
  const { method = '', headers } = request
  const ring = await directory.current()
  const result = verifySignature({
    method,
    target,
    query,
    headers,
    now,
    publicNames,
    cache,
    findKey: (accessKeyId) => ring.find({ accessKeyId, token: tokenOf(headers, query), now }),
    reachesOneBucket: ({ rights }) => onlyBucketOf(rights) !== undefined,
  })
  if (result.kind === 'ok') return result.key.rights
  if (result.kind === 'uncovered') throw uncoveredError(result.part)
  if (result.kind === 'anonymous' && allowsAnonymous(request, target)) return undefined
  const fault = result.kind === 'anonymous' ? 'missing' : result.reason
  throw authErrorFor(fault, target.service === 'ci' ? 'ci' : 'cos')
}

const TOKEN_NAMES = ['x-cos-security-token', 'x-ci-security-token']

/** The token of a temporary key, from a header or the query of a presigned URL. */
function tokenOf(headers: IncomingMessage['headers'], query: Query): string | undefined {
  for (const name of TOKEN_NAMES) {
    const header = headers[name]
    const token = typeof header === 'string' ? header : query.get(name)
    if (token !== undefined) return token
  }
  return undefined
}

/** A browser's preflight has no signature. A form upload has its own, which the route verifies. */
function allowsAnonymous({ method, headers }: IncomingMessage, { service, key }: Target): boolean {
  if (method === 'OPTIONS') return service === 'cos' || service === 'ci' || service === 'pic'
  if (service !== 'cos') return false
  const isForm = headers['content-type']?.toLowerCase().startsWith('multipart/form-data') ?? false
  return method === 'POST' && key === '' && isForm
}
