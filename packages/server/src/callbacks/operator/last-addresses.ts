import type { Queryable } from '../../db/database.ts'

/** How many of the last callbacks are searched. */
const MAX_SEARCHED = 1_000

/** Returns the URLs of the last callbacks, latest first: one for each endpoint, at most `limit`. */
export async function recentAddresses(db: Queryable, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('callbacks')
    .select(['endpoint', 'url'])
    .orderBy('id', 'desc')
    .limit(MAX_SEARCHED)
    .execute()
  const byEndpoint = new Map<string, string>()
  for (const { endpoint, url } of rows) if (!byEndpoint.has(endpoint)) byEndpoint.set(endpoint, url)
  return [...byEndpoint.values()].slice(0, limit)
}
