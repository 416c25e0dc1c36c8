import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { findParked } from './find-parked.ts'
import { listEndpoints } from './list-endpoints.ts'
import { sentAddress, sentEndpoint } from '../redirect-store.ts'
import { isWithin, type Scope } from '../scope.ts'

/** How many of the last callbacks are searched. */
const MAX_SEARCHED = 20_000

/** Whether a scope is known: it is unhealthy, callbacks wait for it, or a recent callback went there. */
export async function isKnownEndpoint(db: Queryable, scope: Scope): Promise<boolean> {
  const { endpoint, bucketName } = scope
  const listed = await listEndpoints(db)
  if (listed.some((one) => isWithin(one.scope, scope))) return true
  for (const answeredGone of [false, true]) {
    if ((await findParked(db, { scope, answeredGone, after: 0, limit: 1 })).length > 0) return true
  }
  const { rows } = await sql<{ address: string }>`
    SELECT ${sentAddress(db)} AS address FROM (
      SELECT endpoint, bucket_name, url FROM callbacks ORDER BY id DESC LIMIT ${MAX_SEARCHED}) AS c
    WHERE ${sentEndpoint()} = ${endpoint} AND ${bucketName === undefined ? sql`TRUE` : sql`bucket_name = ${bucketName}`}
    `.execute(db)
  return rows.some(({ address }) => scope.address === undefined || address === scope.address)
}
