import { sql, type Selectable } from 'kysely'
import { findBucketById, findObject, type BucketRecord } from '../buckets/store.ts'
import { prepared } from '../db/prepared.ts'
import { leaseJob, toJobRecord, type JobRecord } from '../jobs/store.ts'
import type { JobRow } from '../jobs/tables.ts'
import type { Engine } from './engine.ts'

/** How long a worker holds a job without a sign of life, in ms. */
export const LEASE_MS = 30_000

/** The right to run one job, as long as nobody else was given it. */
export interface Claim {
  readonly job: JobRecord
  readonly token: string
  readonly bucket: BucketRecord
  /** The bytes the job's input key named at this moment; `undefined` when it named none. */
  readonly input: { readonly blobId: string; readonly size: number } | undefined
}

/**
 * The waiting job of the highest level, the oldest first, of a queue that is Active and below its MaxConcurrent.
 * Each queue gives its first by its own index, so the number of waiting jobs does not matter.
 */
const selectNext = prepared<Record<string, never>, Selectable<JobRow>>(
  () => sql<Selectable<JobRow>>`
    SELECT jobs.* FROM queues JOIN jobs ON jobs.seq = (
      SELECT first.seq FROM jobs AS first
      WHERE first.queue = queues.id AND first.state = 'Submitted'
      ORDER BY first.level DESC, first.seq LIMIT 1
    )
    WHERE queues.has_work = 1 AND queues.state = 'Active' AND queues.running < queues.max_concurrent
    ORDER BY jobs.level DESC, jobs.seq LIMIT 1`,
)

/** Takes the next job, if there is one, and pins the blob it will read. */
export async function claimNext(engine: Engine): Promise<Claim | undefined> {
  return engine.db.transact(async (tx) => {
    const row = (await selectNext(tx, {})).at(0)
    if (!row) return undefined
    const bucket = await findBucketById(tx, row.bucket_id)
    if (!bucket) throw new Error(`the bucket of job ${row.id} is missing`)
    const object = row.input_key === null ? undefined : await findObject(tx, bucket.id, row.input_key)
    const now = engine.clock.now()
    const token = engine.ids.randomHex(16)
    await leaseJob(tx, { seq: row.seq, token, until: now + LEASE_MS, now, blobId: object?.blobId ?? null })
    return {
      job: { ...toJobRecord(row), state: 'Running', tries: row.tries + 1, startedAt: now, leaseToken: token },
      token,
      bucket,
      input: object && { blobId: object.blobId, size: object.size },
    }
  })
}
