import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { sentAddress, sentEndpoint } from '../redirect-store.ts'
import { ofAddress, ofBucket, ofOrigin, scopeKey } from '../scope.ts'

export interface Waiting {
  readonly groups: readonly Group[]
  /** How many callbacks wait in each scope, narrower scopes included, by its key. */
  readonly byScope: ReadonlyMap<string, number>
}

/** Counts the callbacks that are queued or parked by where they go: at most `limit` of each, those that are due first. */
export async function countWaiting(db: Queryable, limit: number): Promise<Waiting> {
  const groups = await readGroups(db, limit)
  return { groups, byScope: sumByScope(groups) }
}

/** The callbacks of one bucket that wait for one endpoint. */
interface Group {
  readonly endpoint: string
  readonly bucketName: string
  /** `null` unless the address itself is unhealthy. */
  readonly address: string | null
  readonly waiting: number
}

async function readGroups(db: Queryable, limit: number): Promise<readonly Group[]> {
  const { rows } = await sql<Group>`
    SELECT coalesce(parked_at, ${sentEndpoint()}) AS endpoint, c.bucket_name AS "bucketName", e.address,
      count(*) AS waiting
    FROM (
      SELECT callback_id, CAST(NULL AS TEXT) AS parked_at FROM (
        SELECT callback_id FROM callback_queue ORDER BY due_at, callback_id LIMIT ${limit}) AS queued
      UNION ALL
      SELECT callback_id, parked_at FROM (
        SELECT callback_id, endpoint AS parked_at FROM callback_rest WHERE state = 'parked' LIMIT ${limit}) AS parked
    ) AS counted
      CROSS JOIN callbacks c
      LEFT JOIN callback_bucket_endpoints e
        ON e.endpoint = coalesce(parked_at, ${sentEndpoint()}) AND e.bucket_name = c.bucket_name AND e.address <> ''
          AND e.address = ${sentAddress(db)}
    WHERE c.id = counted.callback_id
    GROUP BY 1, c.bucket_name, e.address`.execute(db)
  return rows
}

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
