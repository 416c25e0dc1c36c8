import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { urlWithoutQuery } from '../../db/dialect.ts'
import { sentAddress } from '../redirect-store.ts'
import type { Scope } from '../scope.ts'

export interface ParkedPage {
  readonly scope: Scope
  /** True: callbacks whose own attempt was answered with 410. False: all others. */
  readonly answeredGone: boolean
  /** The last id already seen, or 0. */
  readonly after: number
  readonly limit: number
}

export interface ParkedCallback {
  readonly callbackId: number
  readonly attempts: number
}

/** Returns a page of the callbacks that are parked within a scope, by id. */
export async function findParked(
  db: Queryable,
  { scope, answeredGone, after, limit }: ParkedPage,
): Promise<readonly ParkedCallback[]> {
  const { endpoint, bucketName, address } = scope
  const within = [
    bucketName === undefined ? sql`TRUE` : sql`c.bucket_name = ${bucketName}`,
    address === undefined ? sql`TRUE` : isAt(db, address),
  ]
  const { rows } = await sql<ParkedCallback>`
    SELECT r.callback_id AS "callbackId", r.attempts
    FROM callback_rest r JOIN callbacks c ON c.id = r.callback_id
    WHERE r.state = 'parked' AND r.endpoint = ${endpoint} AND r.callback_id > ${after}
      AND ${sql.join(within, sql` AND `)}
      AND ${answeredGone ? sql`EXISTS` : sql`NOT EXISTS`} (
        SELECT 1 FROM callback_attempts a
        WHERE a.id = r.callback_id * 1024 + r.attempts AND a.outcome = 'parked')
    ORDER BY r.callback_id LIMIT ${limit}`.execute(db)
  return rows
}

/** A callback that is parked at another endpoint than its own was redirected there. To which address is not stored. */
function isAt(db: Queryable, address: string): RawBuilder<boolean> {
  return sql`(${urlWithoutQuery(db, 'c.url')} = ${address} OR ${sentAddress(db)} = ${address} OR r.endpoint <> c.endpoint)`
}
