import type { Queryable } from '../db/database.ts'
import { fromJsonText } from '../db/json-text.ts'

/** Returns the distinct http URLs that queues send callbacks to. */
export async function notifiedAddresses(db: Queryable): Promise<readonly string[]> {
  const rows = await db.selectFrom('queues').select('notify').distinct().execute()
  const urls = rows
    .map(({ notify }) => fromJsonText(notify))
    .filter(({ state, type }) => state === 'On' && type !== 'TDMQ')
    .map(({ url }) => url)
  return [...new Set(urls)].filter((url) => url !== '')
}
