import { findBucketById } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { JobEngine } from '../engine.ts'
import type { ShownJob } from './job-view.ts'
import { findJobs } from './read-jobs.ts'
import { submitJob } from './submit.ts'

export interface RerunJob {
  readonly bucketId: number
  readonly jobId: string
}

/**
 * Submits the request of a job again, as a job of its own: it belongs to no workflow and no batch. Throws
 * ResourceNotFound for an unknown job, and what `submitJobs` throws.
 */
export async function rerun(engine: JobEngine, job: RerunJob): Promise<ShownJob> {
  return engine.db.transact((tx) => rerunInside(tx, engine, job))
}

/** The same inside a transaction. */
export async function rerunInside(
  tx: Transaction,
  engine: JobEngine,
  { bucketId, jobId }: RerunJob,
): Promise<ShownJob> {
  const now = engine.clock.now()
  const bucket = await findBucketById(tx, bucketId)
  const [job] = await findJobs(tx, bucketId, [jobId])
  if (!bucket || !job) throw new ProtocolError('ResourceNotFound', `The bucket has no job ${jobId}.`)
  const { workflow: _, batchId: __, traceparent: ___, ...order } = job.order
  const result = await submitJob(tx, engine, {
    ...{ bucket, queueId: job.queueId, accelerated: false, now },
    ...{ tag: engine.tags.find(job.tag), level: job.level, inputKey: job.inputKey, order },
  })
  if (result instanceof ProtocolError) throw result
  return result
}
