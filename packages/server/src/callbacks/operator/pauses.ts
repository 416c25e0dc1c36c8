import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { sentAddress, sentEndpoint } from '../redirect-store.ts'

/**
 * Returns the FROM clauses of the pauses `e` that a callback `c` waits for: of the endpoint that it is sent to, and of its
 * bucket there.
 * There are two clauses, because PostgreSQL would evaluate a UNION of them for every callback.
 */
export function pausesOf(db: Queryable): Record<'ofEndpoint' | 'ofBucket', RawBuilder<unknown>> {
  return {
    ofEndpoint: sql`FROM callback_endpoints e WHERE e.endpoint = ${sentEndpoint()} AND e.state = 'paused'`,
    ofBucket: sql`FROM callback_bucket_endpoints e
      WHERE e.endpoint = ${sentEndpoint()} AND e.bucket_name = c.bucket_name AND e.state = 'paused'
        AND (e.address = '' OR e.address = ${sentAddress(db)})`,
  }
}
