import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { shownState, type JobState, type ShownState } from '../../jobs/states.ts'
import { countJobs } from '../../queues/count-jobs.ts'

/** How much is looked at: of what changes faster, only that there is more is told. */
export const MOST_WATCHED = {
  newestJobs: 200,
  runningJobs: 500,
  newestCallbacks: 200,
  newestAttempts: 300,
  newestRuns: 100,
} as const
/** An attempt is stored when it is over, which can be this long after its start, ms. */
const LONGEST_ATTEMPT_MS = 60_000

export interface WatchedJob {
  readonly seq: number
  readonly id: string
  readonly stored: JobState
  readonly state: ShownState
  readonly progress: number
}

export interface WatchedCallback {
  readonly id: string
  readonly jobId: string
}

/** What is compared with a later look, to know what has changed. Its size and its cost do not grow with the service. */
export interface Watched {
  /** The newest jobs, and those that run, by `seq`. */
  readonly jobs: ReadonlyMap<number, WatchedJob>
  readonly waiting: number
  readonly running: number
  /** The newest callbacks, and those with the newest attempts, by callback and attempt. */
  readonly callbacks: ReadonlyMap<string, WatchedCallback>
  /** Each is the same text while nothing of it changes. */
  readonly marks: Readonly<Record<'replays' | 'endpoints' | 'queues' | 'workflows' | 'batches', string>>
}

/** Reads what clients watch. `before` names the jobs that are looked at again: what became of them is a change. */
export async function readWatched(
  db: Queryable,
  now: number,
  before?: Pick<Watched, 'jobs'>,
): Promise<Watched> {
  const load = await countJobs(db)
  const read = [...(await readJobs(db, NEWEST)), ...(await readJobs(db, RUNNING))]
  const jobs = new Map(read.map((job) => [job.seq, job]))
  const open = [...(before?.jobs.values() ?? [])].filter(({ stored }) => stored === 'Running')
  const left = open.flatMap(({ seq }) => (jobs.has(seq) ? [] : [seq]))
  if (left.length > 0) {
    const ended = sql`SELECT seq FROM jobs WHERE seq IN (${sql.join(left)})`
    for (const job of await readJobs(db, ended)) jobs.set(job.seq, job)
  }
  return { ...load, jobs, callbacks: await readCallbackMarks(db, now), marks: await readMarks(db) }
}

interface JobRowRead extends Omit<WatchedJob, 'state'> {
  readonly queueState: 'Active' | 'Paused'
}

const NEWEST = sql`SELECT seq FROM jobs ORDER BY seq DESC LIMIT ${MOST_WATCHED.newestJobs}`
const RUNNING = sql`
  SELECT seq FROM jobs WHERE state = 'Running' ORDER BY lease_until DESC LIMIT ${MOST_WATCHED.runningJobs}`

/** `seqs` selects those of the jobs. */
async function readJobs(db: Queryable, seqs: RawBuilder<unknown>): Promise<readonly WatchedJob[]> {
  const { rows } = await sql<JobRowRead>`
    SELECT j.seq, j.id, j.state AS stored, j.progress, q.state AS "queueState"
    FROM (${seqs}) chosen JOIN jobs j ON j.seq = chosen.seq JOIN queues q ON q.id = j.queue`.execute(db)
  return rows.map(({ queueState, ...job }) => ({ ...job, state: shownState(job.stored, queueState) }))
}

async function readCallbackMarks(db: Queryable, now: number): Promise<Watched['callbacks']> {
  const { rows } = await sql<WatchedCallback & { readonly mark: string }>`
    SELECT 'c' || n.id AS mark, n.webhook_id AS id, n.job_id AS "jobId"
    FROM (SELECT id, webhook_id, job_id FROM callbacks ORDER BY id DESC LIMIT ${MOST_WATCHED.newestCallbacks}) n
    UNION ALL
    SELECT 'a' || n.id AS mark, c.webhook_id AS id, c.job_id AS "jobId"
    FROM (SELECT id FROM callback_attempts WHERE started_at > ${now - LONGEST_ATTEMPT_MS}
      ORDER BY started_at DESC LIMIT ${MOST_WATCHED.newestAttempts}) n
    JOIN callbacks c ON c.id = n.id / 1024`.execute(db)
  return new Map(rows.map(({ mark, ...callback }) => [mark, callback]))
}

async function readMarks(db: Queryable): Promise<Watched['marks']> {
  const replays = sql`SELECT max(id) AS a FROM callback_replays`
  const endpoints = sql`
    SELECT state, count(*) AS a, sum(failures) AS b, max(since) AS c, max(paused_until) AS d FROM callback_endpoints
    GROUP BY state UNION ALL
    SELECT state, count(*) AS a, sum(failures) AS b, max(since) AS c, max(paused_until) AS d
    FROM callback_bucket_endpoints GROUP BY state ORDER BY 1, 2, 3, 4`
  const queues = sql`SELECT count(*) AS a, max(updated_at) AS b FROM queues`
  const workflows = sql`SELECT count(*) AS a, max(updated_at) AS b FROM workflows`
  const runs = sql`SELECT seq, state FROM executions ORDER BY seq DESC LIMIT ${MOST_WATCHED.newestRuns}`
  const batches = sql`
    SELECT seq, phase, seen, submitted, succeeded, failed, cancelled FROM batches ORDER BY seq DESC LIMIT ${MOST_WATCHED.newestRuns}`
  const ends = sql`SELECT max(id) AS a FROM batch_ends`
  return {
    replays: await markOf(db, replays),
    endpoints: await markOf(db, endpoints),
    queues: await markOf(db, queues),
    workflows: (await markOf(db, workflows)) + (await markOf(db, runs)),
    batches: (await markOf(db, batches)) + (await markOf(db, ends)),
  }
}

async function markOf(db: Queryable, query: RawBuilder<unknown>): Promise<string> {
  return JSON.stringify((await sql`${query}`.execute(db)).rows)
}
