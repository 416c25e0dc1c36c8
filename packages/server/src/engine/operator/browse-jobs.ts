import { sql, type Selectable } from 'kysely'
import { findBucket } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { fromJsonText } from '../../db/json-text.ts'
import { shownState, type JobState, type ShownState } from '../../jobs/states.ts'
import type { JobRow, ResultFile } from '../../jobs/tables.ts'
import { pageOfJobs } from '../jobs/page-of-jobs.ts'

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

/** What is read of one job alone. */
export interface BrowsedWork {
  /** Those that are results of their own: the playlist of HLS, not its segments. Empty until the job has succeeded. */
  readonly outputs: readonly ResultFile[]
  /** Of the run that the job belongs to. */
  readonly workflow: { readonly runId: string; readonly workflowId: string; readonly node: string } | null
  readonly batch: string | null
}

export interface JobsQuery {
  readonly bucket?: string | undefined
  /** As clients name it. */
  readonly queueId?: string | undefined
  readonly tag?: string | undefined
  readonly state?: ShownState | undefined
  /** The seq of the last job already seen. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Jobs of all buckets, the newest first; `next` is where to go on. */
export async function browseJobs(
  db: Queryable,
  { bucket, state, before, ...wanted }: JobsQuery,
): Promise<{ readonly jobs: readonly BrowsedJob[]; readonly next: number | undefined }> {
  const found = bucket === undefined ? undefined : await findBucket(db, bucket)
  if (bucket !== undefined && !found) return { jobs: [], next: undefined }
  const page = pageOfJobs(db, {
    ...wanted,
    bucketId: found?.id,
    states: state && [state],
    after: before,
    direction: 'desc',
  })
  const { rows } = await sql<BrowsedRow>`
    ${SELECT} ${FROM} AND j.seq IN (${page})
    ORDER BY j.created_at DESC, j.seq DESC LIMIT ${wanted.limit}`.execute(db)
  const jobs = rows.map(toBrowsed)
  return { jobs, next: jobs.length === wanted.limit ? jobs.at(-1)?.seq : undefined }
}

export async function browseJob(db: Queryable, id: string): Promise<(BrowsedJob & BrowsedWork) | undefined> {
  const { rows } = await sql<BrowsedRow & Pick<Selectable<JobRow>, 'order' | 'result'>>`
    ${SELECT}, j."order", j.result ${FROM} AND j.id = ${id}`.execute(db)
  const [row] = rows
  if (!row) return undefined
  const { order, result, ...browsed } = row
  const { workflow, batchId } = fromJsonText(order)
  return {
    ...toBrowsed(browsed),
    outputs: result === null ? [] : fromJsonText(result).files,
    workflow: workflow
      ? { runId: workflow.runId, workflowId: workflow.workflowId, node: workflow.name }
      : null,
    batch: batchId ?? null,
  }
}

const SELECT = sql`
  SELECT j.seq, j.id, b.name AS bucket, q.queue_id AS "queueId", q.state AS "queueState", j.tag, j.state,
    j.input_key AS input, j.code, j.message, j.progress, j.tries,
    j.created_at AS "createdAt", j.started_at AS "startedAt", j.ended_at AS "endedAt"`

/** CROSS JOIN: SQLite then begins with the jobs, which are few. */
const FROM = sql`
  FROM jobs j CROSS JOIN queues q CROSS JOIN buckets b WHERE q.id = j.queue AND b.id = j.bucket_id`

interface BrowsedRow extends Omit<BrowsedJob, 'state'> {
  readonly state: JobState
  readonly queueState: 'Active' | 'Paused'
}

function toBrowsed({ queueState, state, ...job }: BrowsedRow): BrowsedJob {
  return { ...job, state: shownState(state, queueState) }
}
