import { findBucketById } from '../../buckets/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { JobEngine } from '../engine.ts'
import type { ShownJob } from './job-view.ts'
import { findJobs } from './read-jobs.ts'
import { submitJob } from './submit.ts'

/**
 * Submits the request of a job again, as a job of its own: it belongs to no workflow and no batch. Throws
 * ResourceNotFound for an unknown job, and what `submitJobs` throws.
 */
export async function rerun(
  engine: JobEngine,
  { bucketId, jobId }: { readonly bucketId: number; readonly jobId: string },
): Promise<ShownJob> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
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
  })
}
