import { sql } from 'kysely'
import { readBucket } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { toJobRecord } from '../../jobs/store.ts'
import { readQueue } from '../../queues/store.ts'
import type { JobEngine } from '../engine.ts'
import { callbackFormat } from '../jobs/callback-target.ts'
import { writeTaskFinish, type EndedJob } from '../jobs/write-task-finish.ts'

/** What the callback of a job that has none would be. */
export interface UnsentCallback extends EndedJob {
  /** Ms since 1970. */
  readonly endedAt: number
  readonly contentType: string
  readonly body: Uint8Array
}

/** A job in the order of ends. */
export interface EndPosition {
  /** Ms since 1970. */
  readonly endedAt: number
  readonly seq: number
}

export interface UnsentQuery {
  readonly queueId?: string | undefined
  readonly tag?: string | undefined
  /** Only jobs behind it. */
  readonly after: EndPosition
  readonly limit: number
}

/**
 * How many of the last jobs are searched. There is no index of ends: every job would pay for it, and only a developer's
 * service is asked this.
 */
const MAX_SEARCHED = 20_000

/** Returns what the callbacks of jobs would be that ended without one, in the order of their ends. */
export async function findUnsentCallbacks(
  engine: Pick<JobEngine, 'tags' | 'timeZone' | 'callbackJson'>,
  db: Queryable,
  query: UnsentQuery,
): Promise<readonly UnsentCallback[]> {
  const seqs = await findSeqs(db, query)
  if (seqs.length === 0) return []
  const rows = await db.selectFrom('jobs').selectAll().where('seq', 'in', seqs).execute()
  const jobs = new Map(rows.map((row) => [row.seq, toJobRecord(row)]))
  const unsent: UnsentCallback[] = []
  for (const seq of seqs) {
    const job = jobs.get(seq)
    if (job?.endedAt === undefined) continue
    const queue = await readQueue(db, job.queue)
    const ended = { job, queue, bucket: await readBucket(db, job.bucketId) }
    const format = callbackFormat(job.order.callback, queue.notify)
    unsent.push({ ...ended, ...writeTaskFinish(engine, ended, format), endedAt: job.endedAt })
  }
  return unsent
}

async function findSeqs(
  db: Queryable,
  { queueId, tag, after: { endedAt, seq }, limit }: UnsentQuery,
): Promise<readonly number[]> {
  const { rows } = await sql<{ seq: number }>`
    SELECT j.seq FROM (
      SELECT seq, id, queue, tag, state, ended_at FROM jobs ORDER BY seq DESC LIMIT ${MAX_SEARCHED}) AS j
    WHERE j.state IN ('Success', 'Failed') AND (j.ended_at, j.seq) > (${endedAt}, ${seq})
      AND ${tag === undefined ? sql`TRUE` : sql`j.tag = ${tag}`}
      AND ${queueId === undefined ? sql`TRUE` : sql`j.queue = (SELECT id FROM queues WHERE queue_id = ${queueId})`}
      AND NOT EXISTS (SELECT 1 FROM callbacks c WHERE c.job_id = j.id)
    ORDER BY j.ended_at, j.seq LIMIT ${limit}`.execute(db)
  return rows.map((row) => row.seq)
}
