import { sql, type Selectable } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { toJobRecord } from '../../jobs/store.ts'
import type { JobRow } from '../../jobs/tables.ts'
import type { ShownJob } from './job-view.ts'
import { pageOfJobs, type JobFilter } from './page-of-jobs.ts'

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

/** One page in the order of creation. */
export async function listJobs(db: Queryable, filter: JobFilter): Promise<readonly ListedJob[]> {
  const rows = await shownJobs(db)
    .where(sql<boolean>`jobs.seq IN (${pageOfJobs(db, filter)})`)
    .orderBy('jobs.created_at', filter.direction)
    .orderBy('jobs.seq', filter.direction)
    .limit(filter.limit)
    .execute()
  return rows.map(toListed)
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
