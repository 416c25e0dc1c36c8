/** Where callbacks of one bucket go: their origin, or the whole of an address that is not http. */
export interface Route {
  readonly endpoint: string
  readonly bucketName: string
}

/**
 * Whose trouble something is, from the widest to the narrowest: all that goes to an origin, what one bucket sends there,
 * what one bucket sends to one address there.
 */
export interface Scope {
  readonly endpoint: string
  /** `undefined`: every bucket's. */
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

/** Callbacks with one origin share a server, whatever their paths; any other address is an endpoint by itself. */
export function endpointOf(url: string): string {
  const parsed = URL.parse(url)
  return parsed && parsed.origin !== 'null' ? parsed.origin : url
}

/** A URL without its query, as whoever set it wrote it. `urlWithoutQuery` says the same in SQL. */
export function addressOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

/** Whether `scope` is `wide` or a part of it. */
export function isWithin(scope: Scope, wide: Scope): boolean {
  if (scope.endpoint !== wide.endpoint) return false
  if (wide.bucketName === undefined) return true
  return (
    scope.bucketName === wide.bucketName && (wide.address === undefined || scope.address === wide.address)
  )
}

/** Different for each scope. What begins alike, the endpoint and then the bucket, has no line break. */
export function scopeKey({ endpoint, bucketName, address }: Scope): string {
  if (bucketName === undefined) return endpoint
  return address === undefined
    ? bucketKey({ endpoint, bucketName })
    : `${endpoint}\n${bucketName}\n${address}`
}

export function bucketKey({ endpoint, bucketName }: Route): string {
  return `${endpoint}\n${bucketName}`
}

/** Each once, in an order that all transactions keep to. */
export function distinctScopes(scopes: readonly Scope[]): readonly Scope[] {
  const byKey = new Map(scopes.map((scope) => [scopeKey(scope), scope]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, scope]) => scope)
}
