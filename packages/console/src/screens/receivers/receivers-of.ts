import type { EndpointJson } from '../../../../server/src/api-schemas/endpoints.ts'

/** All that is known of one endpoint: of all buckets, of each bucket, and of single addresses. */
export interface Receiver {
  readonly endpoint: string
  readonly scopes: readonly EndpointJson[]
}

/** The entries of the list by their endpoints, which are listed one after the other. */
export function receiversOf(entries: readonly EndpointJson[]): readonly Receiver[] {
  const byEndpoint = Map.groupBy(entries, ({ endpoint }) => endpoint)
  return [...byEndpoint].map(([endpoint, scopes]) => ({ endpoint, scopes }))
}

/**
 * The state to show. Nothing is kept of a scope that works, which also is how one looks of which nothing is known: of a
 * bucket whose requests never got through, only that of the connection is. `undefined`: nothing is known.
 */
export function ownState({
  state,
  bucket,
  recent,
}: EndpointJson): EndpointJson['state'] | 'reachable' | undefined {
  if (state !== 'working') return state
  const { lastDeliveredAt = null, lastError = null } = recent ?? {}
  const isDelivered = lastDeliveredAt !== null && (lastError === null || lastDeliveredAt >= lastError.at)
  if (bucket === null) return isDelivered || lastError?.cause === 'status' ? 'reachable' : undefined
  return isDelivered ? 'working' : undefined
}
