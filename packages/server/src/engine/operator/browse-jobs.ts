import { sql, type Selectable } from 'kysely'
import { findBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { fromJsonText } from '../../db/json-text.ts'
import { shownState, type JobState, type ShownState } from '../../jobs/states.ts'
import type { FailureCode } from '../../jobs/failure-codes.ts'
import type { JobRow, ResultFile } from '../../jobs/tables.ts'
import { findJobs, type ListedJob } from '../jobs/read-jobs.ts'
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
  readonly bucketRecord: BucketRecord
  /** As clients see it. */
  readonly shown: ListedJob
  /** The worker of its last run: `HOST/PID`. */
  readonly worker: string | null
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
  /** These two only together with a bucket; the batch as clients name it. */
  readonly inputKey?: string | undefined
  readonly batchId?: string | undefined
  /** ms since 1970, both inclusive. */
  readonly createdFrom?: number | undefined
  readonly createdTo?: number | undefined
  /** Why it failed. */
  readonly code?: FailureCode | undefined
  /** The seq of the last job already seen. */
  readonly before?: number | undefined
  readonly limit: number
}

export interface BrowsedPage {
  readonly jobs: readonly BrowsedJob[]
  /** Where to go on. */
  readonly next: number | undefined
}

/** No index has the code: of the jobs that failed, at most this many are read for a page. */
const MAX_SCANNED = 10_000
const CHUNK = 500

/**
 * Jobs of all buckets, the newest first. With a code, a page may have few entries or none, and still say where to go
 * on.
 */
export async function browseJobs(
  db: Queryable,
  { bucket, code, ...wanted }: JobsQuery,
): Promise<BrowsedPage> {
  const found = bucket === undefined ? undefined : await findBucket(db, bucket)
  if (bucket !== undefined && !found) return { jobs: [], next: undefined }
  const query = { ...wanted, bucketId: found?.id }
  if (code === undefined) return readPage(db, query)
  if (wanted.state !== undefined && wanted.state !== 'Failed') return { jobs: [], next: undefined }
  return browseFailed(db, { ...query, state: 'Failed', code })
}

type PageQuery = Omit<JobsQuery, 'bucket' | 'code'> & { readonly bucketId: number | undefined }

async function readPage(db: Queryable, { state, before, ...wanted }: PageQuery): Promise<BrowsedPage> {
  const page = pageOfJobs(db, { ...wanted, states: state && [state], after: before, direction: 'desc' })
  const { rows } = await sql<BrowsedRow>`
    ${SELECT} ${FROM} AND j.seq IN (${page})
    ORDER BY j.created_at DESC, j.seq DESC LIMIT ${wanted.limit}`.execute(db)
  const jobs = rows.map(toBrowsed)
  return { jobs, next: jobs.length === wanted.limit ? jobs.at(-1)?.seq : undefined }
}

async function browseFailed(
  db: Queryable,
  { code, limit, ...wanted }: PageQuery & { readonly code: FailureCode },
): Promise<BrowsedPage> {
  const jobs: BrowsedJob[] = []
  let before = wanted.before
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += CHUNK) {
    const page = await readPage(db, { ...wanted, before, limit: CHUNK })
    for (const job of page.jobs) {
      if (job.code !== code) continue
      jobs.push(job)
      if (jobs.length === limit) return { jobs, next: job.seq }
    }
    before = page.next
    if (before === undefined) break
  }
  return { jobs, next: before }
}

export async function browseJob(db: Queryable, id: string): Promise<(BrowsedJob & BrowsedWork) | undefined> {
  const { rows } = await sql<BrowsedRow & Pick<Selectable<JobRow>, 'result' | 'worker'>>`
    ${SELECT}, j.result, j.worker ${FROM} AND j.id = ${id}`.execute(db)
  const [row] = rows
  const bucketRecord = row && (await findBucket(db, row.bucket))
  if (!bucketRecord) return undefined
  const [shown] = await findJobs(db, bucketRecord.id, [id])
  if (!shown) return undefined
  const { result, worker, ...browsed } = row
  const { workflow, batchId } = shown.order
  return {
    ...toBrowsed(browsed),
    bucketRecord,
    shown,
    worker,
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
