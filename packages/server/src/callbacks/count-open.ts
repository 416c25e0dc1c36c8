import { sql } from 'kysely'
import type { Queryable } from '../db/database.ts'
import type { EndpointState } from './tables.ts'

export interface OpenCounts {
  readonly callbacks: {
    readonly pending: number
    /** Ms since 1970; `null` when none is pending. */
    readonly oldestPendingAt: number | null
    readonly parked: number
    readonly dead: number
  }
  readonly endpoints: { readonly paused: number; readonly parked: number }
}

/** What is not delivered, and the endpoints that it waits for. */
export async function countOpen(db: Queryable): Promise<OpenCounts> {
  const { rows } = await sql<{
    pending: number
    oldest: number | null
    parked: number
    dead: number
    paused_endpoints: number
    parked_endpoints: number
  }>`SELECT
    (SELECT count(*) FROM callback_queue) AS pending,
    (SELECT created_at FROM callbacks WHERE id = (SELECT min(callback_id) FROM callback_queue)) AS oldest,
    (SELECT count(*) FROM callback_rest WHERE state = 'parked') AS parked,
    (SELECT count(*) FROM callback_rest WHERE state = 'dead') AS dead,
    (SELECT count(*) FROM callback_endpoints WHERE state = 'paused') AS paused_endpoints,
    (SELECT count(*) FROM callback_endpoints WHERE state = 'parked') AS parked_endpoints`.execute(db)
  const [row] = rows
  return {
    callbacks: {
      pending: row?.pending ?? 0,
      oldestPendingAt: row?.oldest ?? null,
      parked: row?.parked ?? 0,
      dead: row?.dead ?? 0,
    },
    endpoints: { paused: row?.paused_endpoints ?? 0, parked: row?.parked_endpoints ?? 0 },
  }
}

/** Endpoints in trouble, by how they are doing. */
export async function countEndpoints(db: Queryable): Promise<Record<EndpointState, number>> {
  const rows = await db
    .selectFrom('callback_endpoints')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute()
  const counts = { failing: 0, paused: 0, parked: 0 }
  for (const { state, count } of rows) counts[state] = count
  return counts
}
