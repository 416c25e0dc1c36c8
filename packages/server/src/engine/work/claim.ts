import { sql, type Selectable } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import { inList, lockRowsOf } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import { toJobRecord, type JobRecord } from '../../jobs/store.ts'
import type { JobRow } from '../../jobs/tables.ts'
import type { JobEngine } from '../engine.ts'
import { fairShares, type OpenQueue } from './fair-shares.ts'

/** A waiting job gains a level in this time, so that level 0 is not passed over for ever. */
const LEVEL_AFTER_MS = 10 * 60_000

const NOT_DURABLE = { durable: false } as const

/** The right to run one job, until its lease ends. The token is that of all jobs of one claim: it counts with the job. */
export interface Claim {
  readonly job: JobRecord
  readonly token: string
  readonly bucket: BucketRecord
  /** The bytes the job's input key named at this moment; `undefined` when it named none. */
  readonly input: { readonly blobId: string; readonly size: number; readonly crc64: string } | undefined
}

export interface ClaimOptions {
  /** Jobs at most. */
  readonly limit: number
  /** Only queues of these ids or names; `undefined`: any. */
  readonly queues?: readonly string[] | undefined
  /** What the worker is called, for the operator. */
  readonly worker?: string | undefined
}

interface WaitingQueue {
  readonly id: number
  readonly queue_id: string
  readonly name: string
  readonly max_concurrent: number
  readonly claimed_at: number
  readonly bucket_id: number
  readonly bucket_name: string
  readonly region: string
  readonly bucket_created_at: number
}

/** The queues in which jobs wait: a walk along the index of waiting jobs that leaps from queue to queue. */
const WAITING = sql`
  WITH RECURSIVE waiting (queue) AS (
    SELECT min(queue) FROM jobs WHERE state = 'Submitted'
    UNION ALL
    SELECT (SELECT min(j.queue) FROM jobs j WHERE j.state = 'Submitted' AND j.queue > waiting.queue)
    FROM waiting WHERE waiting.queue IS NOT NULL
  )`

/**
 * The Active queues where jobs wait; neither the number of jobs nor that of idle queues matters. No other claim takes
 * from these queues until the transaction ends; claims lock them in one order, so that they can't wait for each other in
 * a circle.
 */
const lockWaitingQueues = prepared<Record<string, never>, WaitingQueue>(
  (db) => sql<WaitingQueue>`
    ${WAITING}
    SELECT q.id, q.queue_id, q.name, q.max_concurrent, q.claimed_at,
      b.id AS bucket_id, b.name AS bucket_name, b.region, b.created_at AS bucket_created_at
    FROM waiting CROSS JOIN queues q CROSS JOIN buckets b
    WHERE q.id = waiting.queue AND q.state = 'Active' AND b.id = q.bucket_id
    ORDER BY q.id ${lockRowsOf(db, 'q')}`,
)

/** A statement after the lock, never one with it: what was claimed before the lock was had is counted for certain. */
const selectLoads = prepared<Record<string, never>, { queue: number; running: number; waiting: number }>(
  () => sql<{ queue: number; running: number; waiting: number }>`
    ${WAITING}
    SELECT l.queue, sum(l.running) AS running, sum(l.waiting) AS waiting
    FROM waiting CROSS JOIN queue_loads l WHERE l.queue = waiting.queue GROUP BY l.queue`,
)

/** The first of a queue, by level with what waiting has added to it, then by submission. Each level has its index. */
const selectFirst = prepared<{ queue: number; limit: number; now: number }, { seq: number }>((_, bind) => {
  const ofLevel = (level: 0 | 1 | 2) => sql`
    SELECT * FROM (
      SELECT seq, level, created_at FROM jobs
      WHERE queue = ${bind('queue')} AND state = 'Submitted' AND level = ${sql.lit(level)}
      ORDER BY created_at, seq LIMIT ${bind('limit')}
    ) AS of_level_${sql.raw(String(level))}`
  return sql<{ seq: number }>`
    SELECT seq FROM (${ofLevel(2)} UNION ALL ${ofLevel(1)} UNION ALL ${ofLevel(0)}) AS heads
    ORDER BY level + (${bind('now')} - created_at) / ${sql.lit(LEVEL_AFTER_MS)} DESC, created_at, seq LIMIT ${bind('limit')}`
})

type LeasedRow = Selectable<JobRow> & {
  readonly input_size: number | null
  readonly input_crc64: string | null
}

interface Lease {
  readonly seqs: readonly number[]
  readonly token: string
  readonly until: number
  readonly worker: string | null
  readonly now: number
}

/**
 * Moves Submitted jobs to Running under a new lease, which is a try, and pins the blobs they will read. One that was
 * cancelled since it was chosen is passed over.
 */
const leaseJobs = prepared<Lease, LeasedRow>(
  (db, bind) => sql<LeasedRow>`
    UPDATE jobs SET
      state = 'Running', lease_token = ${bind('token')}, lease_until = ${bind('until')}, worker = ${bind('worker')},
      started_at = ${bind('now')}, tries = tries + 1, progress = 0,
      input_blob_id = (SELECT o.blob_id FROM objects o WHERE o.bucket_id = jobs.bucket_id AND o.key = jobs.input_key)
    WHERE seq ${inList(db, bind('seqs'))} AND state = 'Submitted'
    RETURNING *,
      (SELECT o.size FROM objects o WHERE o.bucket_id = jobs.bucket_id AND o.key = jobs.input_key) AS input_size,
      (SELECT o.crc64 FROM objects o WHERE o.bucket_id = jobs.bucket_id AND o.key = jobs.input_key) AS input_crc64`,
)

const markClaimed = prepared<{ queues: readonly number[]; now: number }, unknown>(
  (db, bind) => sql`UPDATE queues SET claimed_at = ${bind('now')} WHERE id ${inList(db, bind('queues'))}`,
)

/**
 * Takes the next jobs, never more of a queue than its MaxConcurrent allows over all processes. Several queues get fair
 * shares (see `fairShares`). Within a queue the highest level comes first, then the job that has waited longest.
 */
export async function claimJobs(engine: JobEngine, wanted: ClaimOptions): Promise<readonly Claim[]> {
  if (wanted.limit === 0) return []
  // Not durable: a claim that a power cut undoes is a job that waits again.
  const { seqs, leased } = await engine.db.transact((tx) => leaseNext(tx, engine, wanted), NOT_DURABLE)
  const claims = leased()
  for (const { job } of claims) countStart(engine, job)
  const bySeq = new Map(claims.map((claim) => [claim.job.seq, claim]))
  return seqs.flatMap((seq) => bySeq.get(seq) ?? [])
}

/** A job that starts again has waited for other reasons than its turn. */
function countStart(
  { activity }: JobEngine,
  { createdAt, startedAt, tries, losses, setbacks }: JobRecord,
): void {
  if (startedAt === undefined || tries + losses + setbacks > 1) return
  activity.observe('job_wait', startedAt - createdAt)
}

interface PendingClaims {
  /** In the order in which they are to run. */
  readonly seqs: readonly number[]
  /** For after the commit. */
  readonly leased: () => readonly Claim[]
}

async function leaseNext(tx: Transaction, engine: JobEngine, wanted: ClaimOptions): Promise<PendingClaims> {
  const { seqs, queues } = await chooseJobs(tx, wanted, engine.clock)
  if (seqs.length === 0) return { seqs, leased: () => [] }
  const buckets = new Map(queues.map((queue) => [queue.id, toBucket(queue)]))
  // Now, after the loads were read: a job that made room for these ended before they start.
  const now = engine.clock.now()
  const token = engine.ids.randomHex(16)
  const rows = leaseJobs.withCommit(tx, {
    ...{ seqs, token, until: now + engine.leaseMs, now },
    worker: wanted.worker ?? null,
  })
  markClaimed.withCommit(tx, { queues: queues.map(({ id }) => id), now })
  return { seqs, leased: () => rows().map((row) => toClaim(row, { token, buckets })) }
}

interface ChosenJobs {
  readonly seqs: readonly number[]
  /** Those that they are of. */
  readonly queues: readonly WaitingQueue[]
}

async function chooseJobs(
  tx: Transaction,
  { limit, queues }: ClaimOptions,
  clock: Clock,
): Promise<ChosenJobs> {
  // Sent together; the second is run when the first has its locks.
  const [locked, loads] = await Promise.all([lockWaitingQueues(tx, {}), selectLoads(tx, {})])
  const waiting = locked.filter(
    ({ queue_id, name }) => !queues || queues.includes(queue_id) || queues.includes(name),
  )
  const loadOf = new Map(loads.map((load) => [load.queue, load]))
  const open = waiting.map((queue): OpenQueue => {
    const load = loadOf.get(queue.id)
    return {
      id: queue.id,
      running: load?.running ?? 0,
      waiting: load?.waiting ?? 0,
      maxConcurrent: queue.max_concurrent,
      claimedAt: queue.claimed_at,
    }
  })
  const shares = fairShares(open, limit)
  const now = clock.now()
  const seqs: number[] = []
  for (const [queue, share] of shares) {
    const first = await selectFirst(tx, { queue, limit: share, now })
    seqs.push(...first.map(({ seq }) => seq))
  }
  return { seqs, queues: waiting.filter(({ id }) => shares.has(id)) }
}

function toBucket(queue: WaitingQueue): BucketRecord {
  const { bucket_id: id, bucket_name: name, region, bucket_created_at: createdAt } = queue
  return { id, name, region, createdAt }
}

interface ClaimContext {
  readonly token: string
  /** By queue. */
  readonly buckets: ReadonlyMap<number, BucketRecord>
}

function toClaim(
  { input_size: size, input_crc64: crc64, ...row }: LeasedRow,
  { token, buckets }: ClaimContext,
): Claim {
  const bucket = buckets.get(row.queue)
  if (!bucket) throw new Error(`the bucket of job ${row.id} is missing`)
  const blobId = row.input_blob_id
  const input = blobId === null || size === null || crc64 === null ? undefined : { blobId, size, crc64 }
  return { job: toJobRecord(row), token, bucket, input }
}
