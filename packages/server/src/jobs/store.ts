import type { Selectable } from 'kysely'
import type { Transaction } from '../db/database.ts'
import { forUpdate, forUpdateOfFree } from '../db/dialect.ts'
import { fromJsonText, type JsonText } from '../db/json-text.ts'
import { prepared } from '../db/prepared.ts'
import type { JobState } from './states.ts'
import type { FailureCode } from './failure-codes.ts'
import type { JobOrder, JobResult, JobRow } from './tables.ts'

export interface JobRecord {
  readonly seq: number
  readonly id: string
  readonly bucketId: number
  /** `queues.id` */
  readonly queue: number
  readonly tag: string
  readonly level: 0 | 1 | 2
  readonly state: JobState
  readonly inputKey: string | undefined
  readonly order: JobOrder
  readonly result: JobResult | undefined
  readonly code: FailureCode | undefined
  readonly message: string | undefined
  readonly tries: number
  readonly losses: number
  readonly setbacks: number
  readonly leaseToken: string | undefined
  readonly progress: number
  /** ms since 1970 */
  readonly createdAt: number
  readonly startedAt: number | undefined
  readonly endedAt: number | undefined
}

export interface NewJob {
  readonly id: string
  readonly bucketId: number
  readonly queue: number
  readonly tag: string
  readonly level: 0 | 1 | 2
  readonly inputKey: string | null
  readonly workflowId: string | null
  readonly batchId: string | null
  readonly order: JsonText<JobOrder>
  readonly createdAt: number
}

export const insertJob = prepared<NewJob, unknown>((db, bind) =>
  db.insertInto('jobs').values({
    id: bind('id'),
    bucket_id: bind('bucketId'),
    queue: bind('queue'),
    tag: bind('tag'),
    level: bind('level'),
    state: 'Submitted',
    input_key: bind('inputKey'),
    workflow_id: bind('workflowId'),
    batch_id: bind('batchId'),
    order: bind('order'),
    created_at: bind('createdAt'),
  }),
)

/** Cancels jobs that are locked. Each may make room in its queue, and loses its lease and the input that it pinned. */
export async function cancelJobs(tx: Transaction, seqs: readonly number[], now: number): Promise<void> {
  tx.wake('jobs')
  await tx
    .updateTable('jobs')
    .set({ state: 'Cancel', ended_at: now, lease_token: null, lease_until: null, input_blob_id: null })
    .where('seq', 'in', seqs)
    .execute()
}

/** Locks the job until the transaction ends. */
export async function lockJob(tx: Transaction, bucketId: number, id: string): Promise<JobRecord | undefined> {
  const query = tx.selectFrom('jobs').selectAll().where('id', '=', id).where('bucket_id', '=', bucketId)
  const row = await forUpdate(tx, query).executeTakeFirst()
  return row && toJobRecord(row)
}

/**
 * Locks running jobs whose lease ended before `time` (ms since 1970), at most `limit`; skips those that others have
 * locked.
 */
export async function lockLostLeases(
  tx: Transaction,
  time: number,
  limit: number,
): Promise<readonly JobRecord[]> {
  const lost = tx
    .selectFrom('jobs')
    .selectAll()
    .where('state', '=', 'Running')
    .where('lease_until', '<', time)
    .orderBy('lease_until')
    .limit(limit)
  const rows = await forUpdateOfFree(tx, lost).execute()
  return rows.map(toJobRecord)
}

export function toJobRecord(row: Selectable<JobRow>): JobRecord {
  return {
    seq: row.seq,
    id: row.id,
    bucketId: row.bucket_id,
    queue: row.queue,
    tag: row.tag,
    level: row.level,
    state: row.state,
    inputKey: row.input_key ?? undefined,
    order: fromJsonText(row.order),
    result: row.result === null ? undefined : fromJsonText(row.result),
    code: row.code ?? undefined,
    message: row.message ?? undefined,
    tries: row.tries,
    losses: row.losses,
    setbacks: row.setbacks,
    leaseToken: row.lease_token ?? undefined,
    progress: row.progress,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  }
}
