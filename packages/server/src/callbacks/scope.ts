/** A bucket and the endpoint of its callbacks: an origin, or a whole address that is not http. */
export interface Route {
  readonly endpoint: string
  readonly bucketName: string
}

/**
 * The callbacks that share a health. From the widest scope to the narrowest: all to one origin, those of one bucket
 * there, and those of one bucket to one address there.
 */
export interface Scope {
  readonly endpoint: string
  /** `undefined`: all buckets. */
  readonly bucketName: string | undefined
  /** A URL without its query; `undefined`: all of the origin. Only with a bucket. */
  readonly address: string | undefined
}

export type ScopeLevel = 'origin' | 'bucket' | 'address'

export const ofOrigin = ({ endpoint }: Pick<Route, 'endpoint'>): Scope => ({
  endpoint,
  bucketName: undefined,
  address: undefined,
})

export const ofBucket = ({ endpoint, bucketName }: Route): Scope => ({
  endpoint,
  bucketName,
  address: undefined,
})

export const ofAddress = ({ endpoint, bucketName }: Route, address: string): Scope => ({
  endpoint,
  bucketName,
  address,
})

/** Returns the origin of an http URL: URLs of one origin share a server. Any other address is its own endpoint. */
export function endpointOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed && parsed.origin !== 'null' ? parsed.origin : url
}

/** Returns a URL without its query, otherwise as it was written. `urlWithoutQuery` is the same in SQL. */
export function addressOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

/** Whether `scope` is `wide` or within it. */
export function isWithin(scope: Scope, wide: Scope): boolean {
  if (scope.endpoint !== wide.endpoint) return false
  if (wide.bucketName === undefined) return true
  return (
    scope.bucketName === wide.bucketName && (wide.address === undefined || scope.address === wide.address)
  )
}

/** Returns a unique key of a scope. It is unambiguous, because endpoints and bucket names have no line breaks. */
export function scopeKey({ endpoint, bucketName, address }: Scope): string {
  if (bucketName === undefined) return endpoint
  return address === undefined
    ? bucketKey({ endpoint, bucketName })
    : `${endpoint}\n${bucketName}\n${address}`
}

export function bucketKey({ endpoint, bucketName }: Route): string {
  return `${endpoint}\n${bucketName}`
}

/** Returns each scope once, in the order in which all transactions write them (this prevents deadlocks). */
export function distinctScopes(scopes: readonly Scope[]): readonly Scope[] {
  const byKey = new Map(scopes.map((scope) => [scopeKey(scope), scope]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scope]) => scope)
}
