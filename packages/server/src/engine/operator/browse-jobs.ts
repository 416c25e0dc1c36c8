import { sql, type Selectable } from 'kysely'
import { findBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { fromJsonText } from '../../db/json-text.ts'
import { shownState, type JobState, type ShownState } from '../../jobs/states.ts'
import type { FailureCode } from '../../jobs/failure-codes.ts'
import type { JobRow, ResultFile } from '../../jobs/tables.ts'
import { findJobs, type ListedJob } from '../jobs/read-jobs.ts'
import { selectJobs, type SelectedPage, type SeqPage } from './select-jobs.ts'

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

/** What jobs are chosen by, as the API names it. */
export interface JobFilter {
  readonly bucket?: string | undefined
  readonly queue?: string | undefined
  readonly tag?: string | undefined
  readonly state?: ShownState | undefined
  /** These two only together with a bucket. */
  readonly input?: string | undefined
  readonly inputPrefix?: string | undefined
  readonly code?: FailureCode | undefined
  readonly workflow?: string | undefined
  readonly batch?: string | undefined
  /** ms since 1970, both inclusive. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

export interface BrowsedPage {
  readonly jobs: readonly BrowsedJob[]
  /** Where to go on. */
  readonly next: number | undefined
}

/** Jobs of all buckets, the newest first, with the pages of `selectJobs`. */
export async function browseJobs(db: Queryable, filter: JobFilter, page: SeqPage): Promise<BrowsedPage> {
  const { seqs, next } = await selectFiltered(db, filter, page)
  return { jobs: await readBrowsed(db, seqs), next }
}

/** The newest first. */
export async function readBrowsed(db: Queryable, seqs: readonly number[]): Promise<readonly BrowsedJob[]> {
  if (seqs.length === 0) return []
  const { rows } = await sql<BrowsedRow>`
    ${SELECT} ${FROM} AND j.seq IN (${sql.join(seqs)})
    ORDER BY j.created_at DESC, j.seq DESC`.execute(db)
  return rows.map(toBrowsed)
}

/** The same without what the jobs are; `states` instead of the one of the filter. */
export async function selectFiltered(
  db: Queryable,
  filter: JobFilter & { readonly states?: readonly ShownState[] | undefined },
  page: SeqPage,
): Promise<SelectedPage> {
  const { queue, tag, state, input, inputPrefix, code, workflow, batch, since, until } = filter
  const bucketId = await bucketOf(db, filter)
  if (bucketId === null) return { seqs: [], next: undefined }
  const selection = {
    ...{ bucketId, tag, inputPrefix, code },
    queueId: queue,
    states: filter.states ?? (state && [state]),
    inputKey: input,
    workflowId: workflow,
    batchId: batch,
    createdFrom: since,
    createdTo: until,
  }
  return selectJobs(db, selection, page)
}

/** Of the bucket that is named, or that the workflow or batch is of; `null` when it is not there. */
async function bucketOf(
  db: Queryable,
  { bucket, workflow, batch }: Pick<JobFilter, 'bucket' | 'workflow' | 'batch'>,
): Promise<number | undefined | null> {
  if (bucket !== undefined) return (await findBucket(db, bucket))?.id ?? null
  if (workflow === undefined && batch === undefined) return undefined
  const { rows } = await sql<{ id: number }>`
    SELECT bucket_id AS id FROM workflows WHERE workflow_id = ${workflow ?? ''}
    UNION ALL SELECT bucket_id FROM batches WHERE batch_id = ${batch ?? ''}`.execute(db)
  return rows.at(0)?.id ?? null
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
