import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../db/database.ts'
import { urlWithoutQuery } from '../db/dialect.ts'

/** Until when all that goes to the endpoint of a callback `c` waits, and what its bucket sends there or to its address. */
export function pausesOf(db: Queryable): Record<'ofEndpoint' | 'ofBucket', RawBuilder<number | null>> {
  return {
    ofEndpoint: sql`(
      SELECT e.paused_until FROM callback_endpoints e WHERE e.endpoint = c.endpoint AND e.state = 'paused')`,
    ofBucket: sql`(
      SELECT max(e.paused_until) FROM callback_bucket_endpoints e
      WHERE e.endpoint = c.endpoint AND e.bucket_name = c.bucket_name AND e.state = 'paused'
        AND (e.address = '' OR e.address = ${urlWithoutQuery(db, 'c.url')}))`,
  }
}
