import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { findParked } from './find-parked.ts'
import { listEndpoints } from './list-endpoints.ts'
import { addressOf, isWithin, type Scope } from '../scope.ts'

/** So many of the last callbacks are looked at. */
const LOOKED_AT = 20_000

/** Whether anything is known of a scope: it is in trouble, something waits for it, or lately something went there. */
export async function knowsEndpoint(db: Queryable, scope: Scope): Promise<boolean> {
  const { endpoint, bucketName } = scope
  const listed = await listEndpoints(db)
  if (listed.some((one) => isWithin(one.scope, scope))) return true
  for (const blamed of [false, true]) {
    if ((await findParked(db, { scope, blamed, after: 0, limit: 1 })).length > 0) return true
  }
  const { rows } = await sql<{ url: string }>`
    SELECT url FROM (
      SELECT endpoint, bucket_name, url FROM callbacks ORDER BY id DESC LIMIT ${LOOKED_AT}) AS latest
    WHERE endpoint = ${endpoint} AND ${bucketName === undefined ? sql`TRUE` : sql`bucket_name = ${bucketName}`}
    `.execute(db)
  return rows.some(({ url }) => scope.address === undefined || addressOf(url) === scope.address)
}
