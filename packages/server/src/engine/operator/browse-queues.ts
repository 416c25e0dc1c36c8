import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import type { QueueCategory } from '../../queues/families.ts'

export interface BrowsedQueue {
  /** As clients name it. */
  readonly id: string
  readonly bucket: string
  readonly name: string
  readonly category: QueueCategory
  readonly state: 'Active' | 'Paused'
  readonly waiting: number
  readonly running: number
  readonly maxConcurrent: number
  readonly maxSize: number
  /** `null`: the service's own. */
  readonly callbackDeadlineMs: number | null
}

/** The queues of all buckets. */
export async function browseQueues(db: Queryable): Promise<readonly BrowsedQueue[]> {
  const { rows } = await sql<BrowsedQueue>`
    SELECT q.queue_id AS id, b.name AS bucket, q.name, q.category, q.state,
      (SELECT coalesce(sum(l.waiting), 0) FROM queue_loads l WHERE l.queue = q.id) AS waiting,
      (SELECT coalesce(sum(l.running), 0) FROM queue_loads l WHERE l.queue = q.id) AS running,
      q.max_concurrent AS "maxConcurrent", q.max_size AS "maxSize",
      q.callback_deadline_ms AS "callbackDeadlineMs"
    FROM queues q JOIN buckets b ON b.id = q.bucket_id ORDER BY b.name, q.id`.execute(db)
  return rows
}
