import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'

export interface BusyQueue {
  readonly bucket: string
  /** As clients name it. */
  readonly queueId: string
  readonly waiting: number
  readonly running: number
  readonly maxConcurrent: number
  /** When the job that waits longest was submitted, ms since 1970; null when none waits. */
  readonly oldestWaitingAt: number | null
}

/** The queues that have open jobs, those with the most first. Counters and one look a level, so that it costs little. */
export async function listBusyQueues(db: Queryable, limit: number): Promise<readonly BusyQueue[]> {
  const ofLevel = (level: 0 | 1 | 2) => sql`
    SELECT min(created_at) AS at FROM jobs
    WHERE jobs.queue = q.id AND jobs.state = 'Submitted' AND jobs.level = ${sql.lit(level)}`
  const { rows } = await sql<BusyQueue>`
    SELECT b.name AS bucket, q.queue_id AS "queueId", load.waiting, load.running,
      q.max_concurrent AS "maxConcurrent",
      (SELECT min(at) FROM (${ofLevel(0)} UNION ALL ${ofLevel(1)} UNION ALL ${ofLevel(2)}) AS levels) AS "oldestWaitingAt"
    FROM (
      SELECT queue, sum(waiting) AS waiting, sum(running) AS running FROM queue_loads
      GROUP BY queue HAVING sum(waiting) + sum(running) > 0
      ORDER BY sum(waiting) + sum(running) DESC, queue LIMIT ${limit}
    ) AS load
    JOIN queues q ON q.id = load.queue JOIN buckets b ON b.id = q.bucket_id
    ORDER BY load.waiting + load.running DESC, q.id`.execute(db)
  return rows
}
