import { sql } from 'kysely'
import type { Queryable } from '../db/database.ts'
import { readHealth } from './endpoint-store.ts'
import type { EndpointState } from './tables.ts'

export interface ListedEndpoint {
  readonly endpoint: string
  readonly state: EndpointState | 'working'
  readonly failures: number
  /** Ms since 1970. */
  readonly since: number | null
  readonly pausedUntil: number | null
  readonly reason: string | null
  /** Callbacks that are in the queue or parked. */
  readonly waiting: number
}

/** Counting more would hold up others: of a longer queue, what is due first is counted. */
const MOST_COUNTED = 100_000

/** Endpoints that are in trouble or have something waiting, by name. */
export async function listEndpoints(db: Queryable): Promise<readonly ListedEndpoint[]> {
  const health = await readHealth(db)
  const waiting = await countWaiting(db)
  return [...new Set([...health.keys(), ...waiting.keys()])].sort().map((endpoint) => {
    const trouble = health.get(endpoint)
    return {
      endpoint,
      state: trouble?.state ?? 'working',
      failures: trouble?.failures ?? 0,
      since: trouble?.since ?? null,
      pausedUntil: trouble?.state === 'paused' ? trouble.pausedUntil : null,
      reason: trouble?.reason ?? null,
      waiting: waiting.get(endpoint) ?? 0,
    }
  })
}

async function countWaiting(db: Queryable): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ endpoint: string; waiting: number }>`
    SELECT endpoint, sum(n) AS waiting FROM (
      SELECT c.endpoint, count(*) AS n
      FROM (SELECT callback_id FROM callback_queue ORDER BY due_at, callback_id LIMIT ${MOST_COUNTED}) q
        CROSS JOIN callbacks c WHERE c.id = q.callback_id GROUP BY c.endpoint
      UNION ALL
      SELECT endpoint, count(*) AS n FROM callback_rest WHERE state = 'parked' GROUP BY endpoint
    ) AS counted GROUP BY endpoint`.execute(db)
  return new Map(rows.map(({ endpoint, waiting }) => [endpoint, waiting]))
}
