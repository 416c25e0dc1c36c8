import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import type { ScopeLevel } from '../scope.ts'
import type { EndpointState } from '../tables.ts'

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

/** Counts the undelivered callbacks, and the endpoints that they wait for. */
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
    (SELECT count(*) FROM callback_endpoints WHERE state = 'paused')
      + (SELECT count(*) FROM callback_bucket_endpoints WHERE state = 'paused') AS paused_endpoints,
    (SELECT count(*) FROM callback_endpoints WHERE state = 'parked')
      + (SELECT count(*) FROM callback_bucket_endpoints WHERE state = 'parked') AS parked_endpoints`.execute(
    db,
  )
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

export interface EndpointCount {
  readonly level: ScopeLevel
  readonly state: EndpointState
  readonly count: number
}

/** Counts the unhealthy scopes by level and state, zero counts included. */
export async function countEndpoints(db: Queryable): Promise<readonly EndpointCount[]> {
  const { rows } = await sql<EndpointCount>`
    SELECT 'origin' AS level, state, count(*) AS count FROM callback_endpoints GROUP BY state
    UNION ALL
    SELECT CASE address WHEN '' THEN 'bucket' ELSE 'address' END AS level, state, count(*) AS count
    FROM callback_bucket_endpoints GROUP BY 1, 2`.execute(db)
  const found = new Map(rows.map((row) => [`${row.level} ${row.state}`, row.count]))
  return LEVELS.flatMap((level) =>
    STATES.map((state) => ({ level, state, count: found.get(`${level} ${state}`) ?? 0 })),
  )
}

const LEVELS = ['origin', 'bucket', 'address'] as const
const STATES = ['failing', 'paused', 'parked'] as const
