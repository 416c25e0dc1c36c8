import type { Action } from '../protocol/auth/actions.ts'
import { authErrorFor } from '../protocol/auth/auth-errors.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { isAllowed, reaches, type AccessResource, type Rights } from '../protocol/auth/is-allowed.ts'
import { NameIndex, type Named } from '../protocol/name-index.ts'
import type { Call, RouteHandler } from './call.ts'

/**
 * The resource of an action: the service, the bucket of the call, the object or prefix that it names, the jobs of the
 * bucket. `content`: objects that only the body names, so that the route itself calls `requireRight`.
 */
type ResourceKind = 'service' | 'bucket' | 'object' | 'prefix' | 'jobs' | 'content'

/** What an operation reads of a request, beside its body and the headers of HTTP itself. */
export interface KnownNames {
  readonly parameters: NameIndex<Named>
  readonly headers: NameIndex<Named>
}

/** Names separated by spaces; a star at the end of one matches any rest. */
export function knownNames(parameters: string, headers = ''): KnownNames {
  const split = (list: string): NameIndex<Named> =>
    new NameIndex([{ names: list.split(' ').filter((name) => name !== '') }])
  return { parameters: split(parameters), headers: split(headers) }
}

/** For an operation that reads neither. */
export const NONE_KNOWN = knownNames('')

/** For an operation that accepts everything. */
export const ALL_KNOWN = knownNames('*', '*')

/** An operation that needs a right: its action, its resource and its handler. */
interface GuardedOperation {
  readonly action: Action
  /** Its name in the metrics, if several operations have the same action. */
  readonly route?: string
  readonly on: ResourceKind
  readonly known: KnownNames
  readonly run: RouteHandler
}

/** An operation without a key: a browser's preflight, and a form, whose signature is in its body. */
interface PublicOperation {
  readonly action: 'open'
  readonly route: string
  readonly known: KnownNames
  readonly run: RouteHandler
}

export type Operation = GuardedOperation | PublicOperation

/** Throws AccessDenied if the key of the call may not run the operation. */
export function authorize(call: Call, operation: Operation): void {
  if (operation.action === 'open') return
  if (operation.on !== 'content') requireRight(call, operation.action, resourceOf(call, operation.on))
  else if (!reaches(rightsOf(call), call.target.bucket ?? '')) throw denied(operation.action)
}

/** Throws AccessDenied if the key that signed the call may not do `action` on `resource`. */
export function requireRight(call: Call, action: Action, place: AccessResource): void {
  if (!isAllowed(rightsOf(call), action, place)) throw denied(action)
}

/** Throws AccessDenied for an anonymous call. */
export function rightsOf({ rights }: Call): Rights {
  if (rights) return rights
  throw authErrorFor('missing', 'cos')
}

function denied(action: Action): ProtocolError {
  return new ProtocolError('AccessDenied', `The key that signed this may not do ${action} there.`)
}

/** The bucket of the call as policies see it. A key without rights does not learn whether it exists. */
export function bucketResource({ target, bucket }: Call): AccessResource {
  return { bucket: target.bucket, region: bucket?.region ?? target.region }
}

function resourceOf(call: Call, on: Exclude<ResourceKind, 'content'>): AccessResource {
  switch (on) {
    case 'service':
      return {}
    case 'bucket':
      return bucketResource(call)
    case 'object':
      return { ...bucketResource(call), key: call.target.key }
    case 'prefix':
      return { ...bucketResource(call), key: call.query.get('prefix') }
    case 'jobs':
      return { ...bucketResource(call), key: 'job/' }
  }
}
