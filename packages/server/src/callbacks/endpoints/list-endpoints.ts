import type { Queryable } from '../../db/database.ts'
import { countWaiting } from './count-waiting.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { readHealth, type ScopeHealth } from './endpoint-store.ts'
import { distinctScopes, isWithin, ofBucket, scopeKey, type Scope } from '../scope.ts'
import type { EndpointState } from '../tables.ts'

export interface ListedEndpoint {
  readonly scope: Scope
  readonly state: EndpointState | 'working'
  readonly failures: number
  /** Ms since 1970. */
  readonly since: number | null
  readonly pausedUntil: number | null
  readonly reason: string | null
  /** Callbacks of the scope that are queued or parked. They are part of those of a wider scope. */
  readonly waiting: number
}

/** Counting more would block other queries: of a longer queue, only the callbacks that are due first are counted. */
const MAX_COUNTED = 100_000

/**
 * Lists the unhealthy scopes (endpoints, buckets there, single addresses), and each bucket at an endpoint for which
 * callbacks wait. Sorted by name, wider scopes first. Those of `always` are listed in any case.
 */
export async function listEndpoints(
  db: Queryable,
  always: readonly Scope[] = [],
): Promise<readonly ListedEndpoint[]> {
  const unhealthy = await readHealth(db)
  const { groups, byScope } = await countWaiting(db, MAX_COUNTED)
  const scopes = [...unhealthy.values()].map(({ scope }) => scope)
  return distinctScopes([...scopes, ...groups.map(ofBucket), ...always]).map((scope) => {
    const own = unhealthy.get(scopeKey(scope))?.health
    // What a wider scope keeps closed does not work, whatever the scope itself has seen.
    const health = own && isClosed(own) ? own : (closedAround(scope, unhealthy) ?? own)
    return {
      scope,
      state: health?.state ?? 'working',
      failures: own?.failures ?? 0,
      since: health?.since ?? null,
      pausedUntil: health?.state === 'paused' ? health.pausedUntil : null,
      reason: health?.reason ?? null,
      waiting: byScope.get(scopeKey(scope)) ?? 0,
    }
  })
}

const isClosed = ({ state }: EndpointHealth): boolean => state === 'paused' || state === 'parked'

/** The health of the widest scope around this one to which nothing is sent. */
function closedAround(scope: Scope, unhealthy: ReadonlyMap<string, ScopeHealth>): EndpointHealth | undefined {
  const closed = [...unhealthy.values()].filter(
    (wide) =>
      isClosed(wide.health) && isWithin(scope, wide.scope) && scopeKey(wide.scope) !== scopeKey(scope),
  )
  return (closed.find(({ health }) => health.state === 'parked') ?? closed.at(0))?.health
}
