import type { Queryable } from '../db/database.ts'

/** Those of `wanted` that are neither the id nor the name of a queue. */
export async function unknownQueues(db: Queryable, wanted: readonly string[]): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('queues')
    .select(['queue_id', 'name'])
    .where((row) => row.or([row('queue_id', 'in', wanted), row('name', 'in', wanted)]))
    .execute()
  const known = new Set(rows.flatMap(({ queue_id, name }) => [queue_id, name]))
  return wanted.filter((queue) => !known.has(queue))
}
