import type { Selectable } from 'kysely'
import type { Queryable } from '../db/database.ts'
import type { ShownState } from '../jobs/states.ts'
import { toJobRecord } from '../jobs/store.ts'
import type { JobRow } from '../jobs/tables.ts'
import type { QueueCategory } from '../queues/families.ts'
import type { ShownJob } from './job-view.ts'

export interface ListedJob extends ShownJob {
  readonly seq: number
}

/** The jobs of `ids` that the bucket has, in the order asked for. */
export async function findJobs(
  db: Queryable,
  bucketId: number,
  ids: readonly string[],
): Promise<readonly ListedJob[]> {
  const rows = await shownJobs(db)
    .where('jobs.bucket_id', '=', bucketId)
    .where('jobs.id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, toListed(row)]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

export interface JobFilter {
  readonly bucketId: number
  /** As clients name it. */
  readonly queueId: string | undefined
  readonly category: QueueCategory | undefined
  readonly tag: string | undefined
  readonly states: readonly ShownState[]
  readonly inputKey: string | undefined
  /** ms since 1970, both inclusive. */
  readonly createdFrom: number | undefined
  readonly createdTo: number | undefined
  readonly direction: 'asc' | 'desc'
  /** The seq of the last job already seen. */
  readonly after: number | undefined
  readonly limit: number
}

/**
 * One page in the order of submission. Each state gives its own first `limit` from the index of states, and the page
 * is merged of these: a rare state is found without reading all the others.
 */
export async function listJobs(db: Queryable, filter: JobFilter): Promise<readonly ListedJob[]> {
  const [first, ...others] = filter.states.map((state) => seqsInState(db, filter, state))
  if (!first) return []
  const seqs = others.reduce((all, next) => all.unionAll(next), first)
  const rows = await shownJobs(db)
    .where('jobs.seq', 'in', seqs)
    .orderBy('jobs.seq', filter.direction)
    .limit(filter.limit)
    .execute()
  return rows.map(toListed)
}

function seqsInState(db: Queryable, filter: JobFilter, shown: ShownState) {
  let matching = db
    .selectFrom('jobs')
    .select('seq')
    .where('bucket_id', '=', filter.bucketId)
    .where('state', '=', shown === 'Pause' ? 'Submitted' : shown)
  if (shown === 'Submitted' || shown === 'Pause') {
    const state = shown === 'Pause' ? 'Paused' : 'Active'
    matching = matching.where('queue', 'in', queuesOf(db, filter.bucketId).where('state', '=', state))
  }
  const { queueId, category, tag, inputKey, createdFrom, createdTo, after } = filter
  if (queueId !== undefined) {
    matching = matching.where('queue', 'in', queuesOf(db, filter.bucketId).where('queue_id', '=', queueId))
  }
  if (category !== undefined) {
    matching = matching.where('queue', 'in', queuesOf(db, filter.bucketId).where('category', '=', category))
  }
  if (tag !== undefined) matching = matching.where('tag', '=', tag)
  if (inputKey !== undefined) matching = matching.where('input_key', '=', inputKey)
  if (createdFrom !== undefined) matching = matching.where('created_at', '>=', createdFrom)
  if (createdTo !== undefined) matching = matching.where('created_at', '<=', createdTo)
  if (after !== undefined) matching = matching.where('seq', filter.direction === 'asc' ? '>' : '<', after)
  // SQLite allows an order and a limit inside a union only in a sub-select.
  return db
    .selectFrom(matching.orderBy('seq', filter.direction).limit(filter.limit).as('page'))
    .select('page.seq')
}

function queuesOf(db: Queryable, bucketId: number) {
  return db.selectFrom('queues').select('queues.id').where('queues.bucket_id', '=', bucketId)
}

function shownJobs(db: Queryable) {
  return db
    .selectFrom('jobs')
    .innerJoin('queues', 'queues.id', 'jobs.queue')
    .selectAll('jobs')
    .select(['queues.queue_id as queueId', 'queues.state as queueState'])
}

type ShownRow = Selectable<JobRow> & { queueId: string; queueState: 'Active' | 'Paused' }

function toListed(row: ShownRow): ListedJob {
  return { ...toJobRecord(row), queueId: row.queueId, queueState: row.queueState }
}
