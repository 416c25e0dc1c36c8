import type { AccessPolicy, Effect, ResourcePattern, Statement } from './access-policy.ts'
import type { Action } from './actions.ts'

/** What a key is good for. */
export interface Rights {
  /** The only buckets that it reaches; `undefined`: all. */
  readonly buckets: ReadonlySet<string> | undefined
  /** What a temporary key was given; `undefined`: every action. */
  readonly policy: AccessPolicy | undefined
}

/** What an action is done to. */
export interface AccessResource {
  /** `undefined`: the service as a whole. */
  readonly bucket?: string | undefined
  /** `undefined` when it is not known: of a bucket that does not exist yet. */
  readonly region?: string | undefined
  /** Of an object; `job/` for the jobs of a bucket; empty for the bucket itself. */
  readonly key?: string | undefined
  /** All that `key` may come to while it is not known, with `*` for any characters: none of that may be denied. */
  readonly keys?: string | undefined
}

export const ALL_RIGHTS: Rights = { buckets: undefined, policy: undefined }

/** Whether a key may do something: within its own buckets, and what its policy allows and no statement denies. */
export function isAllowed({ buckets, policy }: Rights, action: Action, resource: AccessResource): boolean {
  if (resource.bucket !== undefined && !reaches({ buckets }, resource.bucket)) return false
  return (
    policy === undefined ||
    (hasStatement(policy, 'allow', { action, resource }) &&
      !hasStatement(policy, 'deny', { action, resource }))
  )
}

/** Whether a bucket is one of the key's own. */
export function reaches({ buckets }: Pick<Rights, 'buckets'>, bucket: string): boolean {
  return buckets === undefined || buckets.has(bucket)
}

/**
 * The one bucket that a key reaches, as its own list or its policy says by name; `undefined`: several, or none. A pattern
 * is taken to reach whatever it might.
 */
export function onlyBucketOf({ buckets, policy }: Rights): string | undefined {
  if (buckets?.size === 1) return [...buckets][0]
  const named = new Set(
    policy?.statements
      .filter(({ effect }) => effect === 'allow')
      .flatMap(({ resources }) => resources)
      .filter(({ service }) => service === '*' || service === 'cos' || service === 'ci')
      .map(({ service, path }) => bucketNamed(service === 'ci' ? path.replace(/^bucket\//, '') : path)),
  )
  const [only] = named
  return named.size === 1 ? only : undefined
}

/** The bucket that a path begins with; `undefined` for one with a star in it. */
function bucketNamed(path: string): string | undefined {
  const name = path.split('/', 1)[0] ?? ''
  return name.includes('*') ? undefined : name
}

interface AccessRequest {
  readonly action: Action
  readonly resource: AccessResource
}

function hasStatement({ statements }: AccessPolicy, effect: Effect, deed: AccessRequest): boolean {
  return statements.some((statement) => statement.effect === effect && matchesStatement(statement, deed))
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
  // Where it is not known which region is meant, none is allowed by name, and any may be the denied one.
  const inRegion =
    resource.region === undefined
      ? region === '*' || effect === 'deny'
      : matchesPattern(region, resource.region)
  if (!inRegion) return false
  return effect === 'deny' && resource.keys !== undefined
    ? overlaps(path, pathOf(action, { ...resource, key: resource.keys }))
    : matchesPattern(path, pathOf(action, resource))
}

/** As resources are written: those of jobs name their bucket by a word of their own. */
function pathOf(action: Action, { bucket, key = '' }: AccessResource): string {
  if (bucket === undefined) return ''
  return action.startsWith('ci:') ? `bucket/${bucket}/${key}` : `${bucket}/${key}`
}

/**
 * Whether `text` is `pattern`, in which a `*` stands for any characters, also none. Each star is only ever moved on, so
 * that no pattern takes longer than the product of both lengths.
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

/** Whether any text is of both patterns. Takes no longer than the product of both lengths. */
export function overlaps(one: string, other: string): boolean {
  // Of each beginning of `other`: whether a text is of it and of what `one` has so far.
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
