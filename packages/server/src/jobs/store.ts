import { sql, type Selectable } from 'kysely'
import type { JsonValue } from '../base/json.ts'
import type { Queryable } from '../db/database.ts'
import { fromJsonText, type JsonText } from '../db/json-text.ts'
import { prepared } from '../db/prepared.ts'
import type { JobState } from './states.ts'
import type { FailureCode, JobOrder, JobRow } from './tables.ts'

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
  readonly result: JsonValue | undefined
  readonly code: FailureCode | undefined
  readonly message: string | undefined
  readonly tries: number
  readonly losses: number
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
    order: bind('order'),
    created_at: bind('createdAt'),
  }),
)

/** Moves a Submitted job to Running under a new lease; this is a try. */
export const leaseJob = prepared<
  { seq: number; token: string; until: number; now: number; blobId: string | null },
  unknown
>((db, bind) =>
  db
    .updateTable('jobs')
    .set({
      state: 'Running',
      lease_token: bind('token'),
      lease_until: bind('until'),
      started_at: bind('now'),
      input_blob_id: bind('blobId'),
      tries: sql<number>`tries + 1`,
      progress: 0,
    })
    .where('seq', '=', bind('seq')),
)

/** Gives the seq when the lease still holds. */
export const extendLease = prepared<
  { seq: number; token: string; until: number; progress: number },
  { seq: number }
>((db, bind) =>
  db
    .updateTable('jobs')
    .set({ lease_until: bind('until'), progress: bind('progress') })
    .where('seq', '=', bind('seq'))
    .where('lease_token', '=', bind('token'))
    .returning('seq'),
)

export const cancelJob = prepared<{ seq: number; now: number }, unknown>((db, bind) =>
  db
    .updateTable('jobs')
    .set({
      state: 'Cancel',
      ended_at: bind('now'),
      lease_token: null,
      lease_until: null,
      input_blob_id: null,
    })
    .where('seq', '=', bind('seq')),
)

/** Ends a Running job; the caller has checked its lease in the same transaction. */
export const endJob = prepared<
  {
    seq: number
    state: 'Success' | 'Failed'
    code: FailureCode | null
    message: string | null
    result: JsonText<JsonValue> | null
    progress: number
    now: number
  },
  Selectable<JobRow>
>((db, bind) =>
  db
    .updateTable('jobs')
    .set({
      state: bind('state'),
      code: bind('code'),
      message: bind('message'),
      result: bind('result'),
      progress: bind('progress'),
      ended_at: bind('now'),
      lease_token: null,
      lease_until: null,
      input_blob_id: null,
    })
    .where('seq', '=', bind('seq'))
    .returningAll(),
)

/** Running → Submitted. `tries` and `losses` are what the job has used up, this run included or not. */
export const requeueJob = prepared<{ seq: number; tries: number; losses: number }, unknown>((db, bind) =>
  db
    .updateTable('jobs')
    .set({
      state: 'Submitted',
      tries: bind('tries'),
      losses: bind('losses'),
      progress: 0,
      started_at: null,
      lease_token: null,
      lease_until: null,
      input_blob_id: null,
    })
    .where('seq', '=', bind('seq')),
)

const selectLeased = prepared<{ seq: number; token: string }, Selectable<JobRow>>((db, bind) =>
  db.selectFrom('jobs').selectAll().where('seq', '=', bind('seq')).where('lease_token', '=', bind('token')),
)

/** The job as long as this very lease holds. */
export async function findLeased(
  db: Queryable,
  lease: { seq: number; token: string },
): Promise<JobRecord | undefined> {
  const row = (await selectLeased(db, lease)).at(0)
  return row && toJobRecord(row)
}

export async function findJob(db: Queryable, bucketId: number, id: string): Promise<JobRecord | undefined> {
  const row = await db
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', id)
    .where('bucket_id', '=', bucketId)
    .executeTakeFirst()
  return row && toJobRecord(row)
}

/** Running jobs whose lease ended before `time` (ms since 1970), at most `limit`. */
export async function listLostLeases(
  db: Queryable,
  time: number,
  limit: number,
): Promise<readonly JobRecord[]> {
  const rows = await db
    .selectFrom('jobs')
    .selectAll()
    .where('state', '=', 'Running')
    .where('lease_until', '<', time)
    .orderBy('lease_until')
    .limit(limit)
    .execute()
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
    leaseToken: row.lease_token ?? undefined,
    progress: row.progress,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  }
}
