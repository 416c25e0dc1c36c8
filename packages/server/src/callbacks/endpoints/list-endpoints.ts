import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { urlWithoutQuery } from '../../db/dialect.ts'
import { readHealth } from './endpoint-store.ts'
import { distinctScopes, ofAddress, ofBucket, ofOrigin, scopeKey, type Scope } from '../scope.ts'
import type { EndpointState } from '../tables.ts'

export interface ListedEndpoint {
  readonly scope: Scope
  readonly state: EndpointState | 'working'
  readonly failures: number
  /** Ms since 1970. */
  readonly since: number | null
  readonly pausedUntil: number | null
  readonly reason: string | null
  /** Callbacks of the scope that are in the queue or parked. */
  readonly waiting: number
}

/** Counting more would hold up others: of a longer queue, what is due first is counted. */
const MOST_COUNTED = 100_000

/**
 * What is in trouble (endpoints, buckets there, single addresses), and each bucket at an endpoint for which something
 * waits. By name, the wider before the narrower; `wanted` is among them in any case.
 */
export async function listEndpoints(db: Queryable, wanted?: Scope): Promise<readonly ListedEndpoint[]> {
  const kept = await readHealth(db)
  const groups = await countWaiting(db)
  const waiting = sumUp(groups)
  const inTrouble = [...kept.values()].map(({ scope }) => scope)
  return distinctScopes([...inTrouble, ...groups.map(ofBucket), ...(wanted ? [wanted] : [])]).map((scope) => {
    const trouble = kept.get(scopeKey(scope))?.health
    return {
      scope,
      state: trouble?.state ?? 'working',
      failures: trouble?.failures ?? 0,
      since: trouble?.since ?? null,
      pausedUntil: trouble?.state === 'paused' ? trouble.pausedUntil : null,
      reason: trouble?.reason ?? null,
      waiting: waiting.get(scopeKey(scope)) ?? 0,
    }
  })
}

interface Group {
  readonly endpoint: string
  readonly bucketName: string
  /** `null` unless the address itself is in trouble. */
  readonly address: string | null
  readonly waiting: number
}

async function countWaiting(db: Queryable): Promise<readonly Group[]> {
  const { rows } = await sql<Group>`
    SELECT c.endpoint, c.bucket_name AS "bucketName", e.address, count(*) AS waiting
    FROM (
      SELECT callback_id FROM (
        SELECT callback_id FROM callback_queue ORDER BY due_at, callback_id LIMIT ${MOST_COUNTED}) AS queued
      UNION ALL
      SELECT callback_id FROM (
        SELECT callback_id FROM callback_rest WHERE state = 'parked' LIMIT ${MOST_COUNTED}) AS parked
    ) AS counted
      CROSS JOIN callbacks c
      LEFT JOIN callback_bucket_endpoints e
        ON e.endpoint = c.endpoint AND e.bucket_name = c.bucket_name AND e.address <> ''
          AND e.address = ${urlWithoutQuery(db, 'c.url')}
    WHERE c.id = counted.callback_id
    GROUP BY c.endpoint, c.bucket_name, e.address`.execute(db)
  return rows
}

/** How much waits in each scope, the wider ones with what waits in the narrower. */
function sumUp(groups: readonly Group[]): ReadonlyMap<string, number> {
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
