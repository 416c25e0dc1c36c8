import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { listWorkers, type SeenWorker, type WorkerFacts } from '../../workers/store.ts'

/** Some heartbeats may be missed, ms. */
const LOST_MS = 20_000
/** Few run at once: this bounds a page, not the work. */
const MAX_JOBS = 1_000

export interface RunningJob {
  readonly id: string
  readonly tag: string
  readonly bucket: string
  /** As clients name it. */
  readonly queueId: string
  readonly progress: number
  /** ms since 1970 */
  readonly startedAt: number | null
}

export interface BrowsedWorker extends SeenWorker {
  readonly isLost: boolean
  /** What it runs, the longest first. */
  readonly jobs: readonly RunningJob[]
}

/** The workers of the database, and the one of this process: alone on its database, it is in no row. */
export async function browseWorkers(
  db: Queryable,
  { own, now }: { readonly own: WorkerFacts | undefined; readonly now: number },
): Promise<readonly BrowsedWorker[]> {
  const [listed, jobs] = await Promise.all([listWorkers(db), readRunningJobs(db)])
  const seen = own ? [...listed.filter(({ name }) => name !== own.name), { ...own, seenAt: now }] : listed
  return seen.map((worker) => ({
    ...worker,
    isLost: now - worker.seenAt > LOST_MS,
    jobs: jobs.filter((job) => job.worker === worker.name).map(({ worker: _, ...job }) => job),
  }))
}

async function readRunningJobs(
  db: Queryable,
): Promise<readonly (RunningJob & { readonly worker: string | null })[]> {
  const { rows } = await sql<RunningJob & { readonly worker: string | null }>`
    SELECT r.id, r.tag, b.name AS bucket, q.queue_id AS "queueId", r.progress, r.started_at AS "startedAt", r.worker
    FROM (SELECT * FROM jobs WHERE state = 'Running' ORDER BY lease_until LIMIT ${sql.lit(MAX_JOBS)}) r
    JOIN buckets b ON b.id = r.bucket_id JOIN queues q ON q.id = r.queue
    ORDER BY r.started_at, r.seq`.execute(db)
  return rows
}
