import type { Queryable } from '../../db/database.ts'

/** So many of the last callbacks are looked at. */
const LOOKED_AT = 1_000

/** Where the last callbacks went, the latest first, one address for each endpoint and at most `limit`. */
export async function recentAddresses(db: Queryable, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('callbacks')
    .select(['endpoint', 'url'])
    .orderBy('id', 'desc')
    .limit(LOOKED_AT)
    .execute()
  const byEndpoint = new Map<string, string>()
  for (const { endpoint, url } of rows) if (!byEndpoint.has(endpoint)) byEndpoint.set(endpoint, url)
  return [...byEndpoint.values()].slice(0, limit)
}
