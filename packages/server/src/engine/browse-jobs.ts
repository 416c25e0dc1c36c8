import { sql } from 'kysely'
import type { Queryable } from '../db/database.ts'
import { shownState, type JobState, type ShownState } from '../jobs/states.ts'

export interface BrowsedJob {
  readonly seq: number
  readonly id: string
  readonly bucket: string
  readonly queueId: string
  readonly tag: string
  readonly state: ShownState
  readonly input: string | null
  readonly code: string | null
  readonly message: string | null
  readonly progress: number
  readonly tries: number
  /** Ms since 1970. */
  readonly createdAt: number
  readonly startedAt: number | null
  readonly endedAt: number | null
}

export interface JobsWanted {
  readonly bucket?: string | undefined
  /** As clients name it. */
  readonly queueId?: string | undefined
  readonly tag?: string | undefined
  readonly state?: ShownState | undefined
  /** The seq of the last job already seen. */
  readonly before?: number | undefined
  readonly limit: number
}

/** A page looks at so many jobs at most: one that filters for what is rare ends early, and says where to go on. */
const LOOKS = 20_000

/** Jobs of all buckets, the newest first. `next` is where to go on; a page that is not full may have one. */
export async function browseJobs(
  db: Queryable,
  wanted: JobsWanted,
): Promise<{ readonly jobs: readonly BrowsedJob[]; readonly next: number | undefined }> {
  const { bucket, queueId, tag, state, limit } = wanted
  const before = wanted.before ?? Number.MAX_SAFE_INTEGER
  const floor = await sql<{ seq: number }>`
    SELECT seq FROM jobs WHERE seq < ${before} ORDER BY seq DESC LIMIT 1 OFFSET ${LOOKS - 1}`.execute(db)
  const end = floor.rows[0]?.seq
  const conditions = [
    sql`j.seq < ${before} AND j.seq >= ${end ?? 0}`,
    ...(bucket === undefined ? [] : [sql`b.name = ${bucket}`]),
    ...(queueId === undefined ? [] : [sql`q.queue_id = ${queueId}`]),
    ...(tag === undefined ? [] : [sql`j.tag = ${tag}`]),
    ...(state === undefined ? [] : [sql`+j.state = ${state === 'Pause' ? 'Submitted' : state}`]),
    ...(state === 'Pause' ? [sql`q.state = 'Paused'`] : []),
    ...(state === 'Submitted' ? [sql`q.state = 'Active'`] : []),
  ]
  const { rows } = await sql<BrowsedRow>`
    ${SELECT} WHERE ${sql.join(conditions, sql` AND `)} ORDER BY j.seq DESC LIMIT ${limit}`.execute(db)
  const jobs = rows.map(toBrowsed)
  return { jobs, next: jobs.length === limit ? jobs.at(-1)?.seq : end }
}

export async function browseJob(db: Queryable, id: string): Promise<BrowsedJob | undefined> {
  const { rows } = await sql<BrowsedRow>`${SELECT} WHERE j.id = ${id}`.execute(db)
  return rows.map(toBrowsed).at(0)
}

/** CROSS JOIN: the jobs are read in their order, whatever the filters name. */
const SELECT = sql`
  SELECT j.seq, j.id, b.name AS bucket, q.queue_id AS "queueId", q.state AS "queueState", j.tag, j.state,
    j.input_key AS input, j.code, j.message, j.progress, j.tries,
    j.created_at AS "createdAt", j.started_at AS "startedAt", j.ended_at AS "endedAt"
  FROM jobs j CROSS JOIN queues q ON q.id = j.queue CROSS JOIN buckets b ON b.id = j.bucket_id`

interface BrowsedRow extends Omit<BrowsedJob, 'state'> {
  readonly state: JobState
  readonly queueState: 'Active' | 'Paused'
}

function toBrowsed({ queueState, state, ...job }: BrowsedRow): BrowsedJob {
  return { ...job, state: shownState(state, queueState) }
}
