import type { AccessPolicy, Effect, ResourcePattern, Statement } from './access-policy.ts'
import type { Action } from './actions.ts'

/** The rights of a key. */
export interface Rights {
  /** The only buckets that it has access to; `undefined`: all. */
  readonly buckets: ReadonlySet<string> | undefined
  /** Each of them has to allow an action: that of the key, and of the key that it was made from. None: every action. */
  readonly policies: readonly AccessPolicy[]
}

/** The resource of an action. */
export interface AccessResource {
  /** `undefined`: the service as a whole. */
  readonly bucket?: string | undefined
  /** `undefined` if it is not known, for a bucket that does not exist yet. */
  readonly region?: string | undefined
  /** Of an object; `job/` for the jobs of a bucket; empty for the bucket itself. */
  readonly key?: string | undefined
  /**
   * A pattern of all values that `key` may get while it is not known, with `*` for any characters: none of them may
   * be denied.
   */
  readonly keys?: string | undefined
}

export const ALL_RIGHTS: Rights = { buckets: undefined, policies: [] }

/** Why a key may do an action, or may not. */
export type Decision =
  /** Its buckets are the only limit. */
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'allowed' | 'denied'; readonly statement: Statement }
  /** The bucket is none of its own. */
  | { readonly kind: 'other-bucket' }
  | { readonly kind: 'not-mentioned' }

/** Decides whether a key may do an action: on its own buckets, if each policy allows it and no statement denies it. */
export function decideAccess(
  { buckets, policies }: Rights,
  action: Action,
  resource: AccessResource,
): Decision {
  if (resource.bucket !== undefined && !reaches({ buckets }, resource.bucket)) return { kind: 'other-bucket' }
  let decision: Decision = { kind: 'unlimited' }
  for (const policy of policies) {
    decision = decideByPolicy(policy, { action, resource })
    if (decision.kind !== 'allowed') break
  }
  return decision
}

function decideByPolicy(policy: AccessPolicy, request: AccessRequest): Decision {
  const denies = findStatement(policy, 'deny', request)
  if (denies) return { kind: 'denied', statement: denies }
  const allows = findStatement(policy, 'allow', request)
  return allows ? { kind: 'allowed', statement: allows } : { kind: 'not-mentioned' }
}

/** Whether a key may do an action. */
export function isAllowed(rights: Rights, action: Action, resource: AccessResource): boolean {
  const { kind } = decideAccess(rights, action, resource)
  return kind === 'unlimited' || kind === 'allowed'
}

/** Whether a key has access to a bucket. */
export function reaches({ buckets }: Pick<Rights, 'buckets'>, bucket: string): boolean {
  return buckets === undefined || buckets.has(bucket)
}

/**
 * Returns the only bucket that a key has access to, by its own list or a policy; `undefined` if there are several or
 * none. A pattern counts as all buckets that it could match.
 */
export function onlyBucketOf({ buckets, policies }: Rights): string | undefined {
  if (buckets?.size === 1) return [...buckets][0]
  return policies.map(onlyBucketIn).find((only) => only !== undefined)
}

function onlyBucketIn({ statements }: AccessPolicy): string | undefined {
  const named = new Set(
    statements
      .filter(({ effect }) => effect === 'allow')
      .flatMap(({ resources }) => resources)
      .filter(({ service }) => service === '*' || service === 'cos' || service === 'ci')
      .map(({ service, path }) => bucketNamed(service === 'ci' ? path.replace(/^bucket\//, '') : path)),
  )
  const [only] = named
  return named.size === 1 ? only : undefined
}

/** Returns the bucket that a path begins with; `undefined` if it has a star. */
function bucketNamed(path: string): string | undefined {
  const name = path.split('/', 1)[0] ?? ''
  return name.includes('*') ? undefined : name
}

interface AccessRequest {
  readonly action: Action
  readonly resource: AccessResource
}

function findStatement(
  { statements }: AccessPolicy,
  effect: Effect,
  request: AccessRequest,
): Statement | undefined {
  return statements.find((statement) => statement.effect === effect && matchesStatement(statement, request))
}

function matchesStatement(
  { effect, actions, resources }: Statement,
  { action, resource }: AccessRequest,
): boolean {
  return (
    actions.some((pattern) => matchesPattern(pattern, action)) &&
    resources.some((pattern) => matchesResource(pattern, { action, resource }, effect))
  )
}

function matchesResource(
  { service, region, path }: ResourcePattern,
  { action, resource }: AccessRequest,
  effect: Effect,
): boolean {
  if (service !== '*' && !action.startsWith(`${service}:`)) return false
  // If the region is not known, none is allowed by name, and any may be the denied one.
  const inRegion =
    resource.region === undefined
      ? region === '*' || effect === 'deny'
      : matchesPattern(region, resource.region)
  if (!inRegion) return false
  return effect === 'deny' && resource.keys !== undefined
    ? overlaps(path, pathOf(action, { ...resource, key: resource.keys }))
    : matchesPattern(path, pathOf(action, resource))
}

/** Returns the path as in a resource: those of jobs have a prefix of their own. */
function pathOf(action: Action, { bucket, key = '' }: AccessResource): string {
  if (bucket === undefined) return ''
  return action.startsWith('ci:') ? `bucket/${bucket}/${key}` : `${bucket}/${key}`
}

/**
 * Whether `text` matches `pattern`, in which `*` matches any characters, or none. A star only moves forward, so that
 * matching takes at most the product of both lengths.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let starAt = 0
  for (let position = 0; position < text.length;) {
    if (pattern[at] === '*') {
      star = at
      starAt = position
      at += 1
    } else if (at < pattern.length && pattern[at] === text[position]) {
      at += 1
      position += 1
    } else if (star !== -1) {
      starAt += 1
      at = star + 1
      position = starAt
    } else {
      return false
    }
  }
  while (pattern[at] === '*') at += 1
  return at === pattern.length
}

/** Whether some text matches both patterns. Takes at most the product of both lengths. */
export function overlaps(one: string, other: string): boolean {
  // For each prefix of `other`: whether some text matches it and the prefix of `one` so far.
  let before: readonly boolean[] = []
  for (let at = 0; at <= one.length; at += 1) {
    const now: boolean[] = []
    for (let otherAt = 0; otherAt <= other.length; otherAt += 1) {
      const [char, otherChar] = [one[at - 1], other[otherAt - 1]]
      const [above = false, left = false, diagonal = false] = [
        before[otherAt],
        now[otherAt - 1],
        before[otherAt - 1],
      ]
      const isStar = char === '*' || otherChar === '*'
      now.push((at === 0 && otherAt === 0) || (isStar ? above || left : diagonal && char === otherChar))
    }
    before = now
  }
  return before.at(-1) === true
}
