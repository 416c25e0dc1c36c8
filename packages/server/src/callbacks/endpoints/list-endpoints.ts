import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { sentAddress, sentEndpoint } from '../redirect-store.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { readHealth, type ScopeHealth } from './endpoint-store.ts'
import { distinctScopes, isWithin, ofAddress, ofBucket, ofOrigin, scopeKey, type Scope } from '../scope.ts'
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
  const groups = await countWaiting(db)
  const waiting = sumByScope(groups)
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
      waiting: waiting.get(scopeKey(scope)) ?? 0,
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

interface Group {
  readonly endpoint: string
  readonly bucketName: string
  /** `null` unless the address itself is unhealthy. */
  readonly address: string | null
  readonly waiting: number
}

async function countWaiting(db: Queryable): Promise<readonly Group[]> {
  const { rows } = await sql<Group>`
    SELECT coalesce(parked_at, ${sentEndpoint()}) AS endpoint, c.bucket_name AS "bucketName", e.address,
      count(*) AS waiting
    FROM (
      SELECT callback_id, CAST(NULL AS TEXT) AS parked_at FROM (
        SELECT callback_id FROM callback_queue ORDER BY due_at, callback_id LIMIT ${MAX_COUNTED}) AS queued
      UNION ALL
      SELECT callback_id, parked_at FROM (
        SELECT callback_id, endpoint AS parked_at FROM callback_rest WHERE state = 'parked' LIMIT ${MAX_COUNTED}) AS parked
    ) AS counted
      CROSS JOIN callbacks c
      LEFT JOIN callback_bucket_endpoints e
        ON e.endpoint = coalesce(parked_at, ${sentEndpoint()}) AND e.bucket_name = c.bucket_name AND e.address <> ''
          AND e.address = ${sentAddress(db)}
    WHERE c.id = counted.callback_id
    GROUP BY 1, c.bucket_name, e.address`.execute(db)
  return rows
}

/** Returns how many callbacks wait in each scope, narrower scopes included. */
function sumByScope(groups: readonly Group[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { waiting, address, ...route } of groups) {
    const scopes = [
      ofOrigin(route),
      ofBucket(route),
      ...(address === null ? [] : [ofAddress(route, address)]),
    ]
    for (const scope of scopes) sums.set(scopeKey(scope), (sums.get(scopeKey(scope)) ?? 0) + waiting)
  }
  return sums
}
