import type { IncomingMessage } from 'node:http'
import { authErrorFor } from '../protocol/auth-errors.ts'
import type { Target } from '../protocol/hosts.ts'
import type { Query } from '../protocol/query.ts'
import type { SignatureMemory } from '../protocol/signature-memory.ts'
import { verifySignature } from '../protocol/signature.ts'

/** The secret key of an access key id; `undefined` when there is no such id. */
export type LookUpKey = (accessKeyId: string) => string | undefined

export interface ToAuthenticate {
  readonly request: IncomingMessage
  readonly query: Query
  readonly target: Target
}

export interface Keys {
  readonly lookUpKey: LookUpKey
  /** Host names that clients may have signed when a proxy in front changed the Host header. */
  readonly publicNames: readonly string[]
  readonly memory: SignatureMemory
}

/**
 * The access key id that signed the request; `undefined` for the two kinds of call that carry no signature of their
 * own. Throws what the catalogue has for each fault.
 */
export function authenticate(
  { request, query, target }: ToAuthenticate,
  keys: Keys,
  now: number,
): string | undefined {
  const method = request.method ?? ''
  const result = verifySignature({ method, target, query, headers: request.headers, now, ...keys })
  if (result.kind === 'ok') return result.accessKeyId
  if (result.kind === 'anonymous' && isOpen(request, target)) return undefined
  const fault = result.kind === 'anonymous' ? 'missing' : result.reason
  throw authErrorFor(fault, target.service === 'ci' ? 'ci' : 'cos')
}

/** A browser's preflight carries no signature, and a form upload has its own, which the route verifies. */
function isOpen({ method, headers }: IncomingMessage, { service, key }: Target): boolean {
  if (method === 'OPTIONS') return service === 'cos' || service === 'ci'
  if (service !== 'cos') return false
  const isForm = headers['content-type']?.toLowerCase().startsWith('multipart/form-data') ?? false
  return method === 'POST' && key === '' && isForm
}
