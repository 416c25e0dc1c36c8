import type { Action } from '../protocol/auth/actions.ts'
import { authErrorFor } from '../protocol/auth/auth-errors.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { isAllowed, reaches, type AccessResource, type Rights } from '../protocol/auth/is-allowed.ts'
import { NameIndex, type Named } from '../protocol/name-index.ts'
import type { Call, RouteHandler } from './call.ts'

/**
 * What an action is done to: the service, the bucket of the call, the object or the prefix that it names, the jobs of
 * the bucket. `content`: objects that only the body names, so that the route itself asks `requireRight`.
 */
type ResourceKind = 'service' | 'bucket' | 'object' | 'prefix' | 'jobs' | 'content'

/** What an operation reads of a request, beside its body and the headers that all of HTTP knows. */
export interface KnownNames {
  readonly parameters: NameIndex<Named>
  readonly headers: NameIndex<Named>
}

/** Names with spaces between them; a star at the end of one stands for whatever follows. */
export function known(parameters: string, headers = ''): KnownNames {
  const split = (list: string): NameIndex<Named> =>
    new NameIndex([{ names: list.split(' ').filter((name) => name !== '') }])
  return { parameters: split(parameters), headers: split(headers) }
}

/** For what reads neither. */
export const NONE_KNOWN = known('')

/** For what answers whatever is asked. */
export const ALL_KNOWN = known('*', '*')

/** Something that a client can ask for: how policies call it, what it is done to, and who answers. */
interface GuardedOperation {
  readonly action: Action
  /** What the metrics call it, where the action is that of several. */
  readonly route?: string
  readonly on: ResourceKind
  readonly known: KnownNames
  readonly run: RouteHandler
}

/** What needs no key: a browser's preflight, and a form, whose signature stands in its body. */
interface PublicOperation {
  readonly action: 'open'
  readonly route: string
  readonly known: KnownNames
  readonly run: RouteHandler
}

export type Operation = GuardedOperation | PublicOperation

/** Throws AccessDenied for what the key of the call may not do. */
export function authorize(call: Call, operation: Operation): void {
  if (operation.action === 'open') return
  if (operation.on !== 'content') requireRight(call, operation.action, resourceOf(call, operation.on))
  else if (!reaches(rightsOf(call), call.target.bucket ?? '')) throw denied(operation.action)
}

/** Throws AccessDenied when the key that signed the call may not do `action` to `place`. */
export function requireRight(call: Call, action: Action, place: AccessResource): void {
  if (!isAllowed(rightsOf(call), action, place)) throw denied(action)
}

/** Throws AccessDenied for an anonymous call. */
export function rightsOf({ rights }: Call): Rights {
  if (rights) return rights
  throw authErrorFor('missing', 'cos')
}

function denied(action: Action): ProtocolError {
  return new ProtocolError('AccessDenied', `The key that signed this isAllowed not do ${action} there.`)
}

/** The bucket of the call as policies see it; whether it exists is not told to those who may not know. */
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
