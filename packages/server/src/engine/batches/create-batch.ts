import { insertBatch, countOpenBatches, type BatchRecord } from '../../batches/store.ts'
import type { BatchPlan, SentRequest } from '../../batches/plan.ts'
import type { BucketRecord } from '../../buckets/store.ts'
import { lockName } from '../../db/dialect.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { findWorkflow } from '../../workflows/store.ts'
import type { JobEngine } from '../engine.ts'
import { noWorkflow } from '../workflows/save-workflow.ts'
import { checkSubmit } from '../jobs/choose-queue.ts'

/** Of a bucket at once: each has a thousand jobs open at most, and more would only wait for each other. */
const MAX_OPEN_BATCHES = 100

/** Of what answers show again, as it is kept; no documented request comes near, and a list shows a hundred. */
const MAX_REQUEST_BYTES = 64 * 1024

export interface BatchOptions {
  readonly bucket: BucketRecord
  readonly name: string
  /** The workflow to start for each object; without it, the plan has the job. */
  readonly workflowId: string | undefined
  readonly plan: BatchPlan
  readonly request: SentRequest
}

/**
 * Stores a batch and wakes a worker for it. Throws the error that a job of it would be rejected with, and
 * ResourceNotFound for an unknown workflow. Throws InvalidArgument for a request that is too large to store. Throws
 * QueueSaturated when the bucket has too many unfinished batches.
 */
export async function createBatch(engine: JobEngine, wanted: BatchOptions): Promise<BatchRecord> {
  const { bucket, name, workflowId, plan, request } = wanted
  if (Buffer.byteLength(JSON.stringify(request)) > MAX_REQUEST_BYTES) {
    throw new ProtocolError(
      'InvalidArgument',
      `Input and Operation of a batch may take at most ${MAX_REQUEST_BYTES} bytes.`,
    )
  }
  return engine.db.transact(async (tx) => {
    if (plan.job) {
      const { tag, queueId, order } = plan.job
      const job = { bucket, queueId, accelerated: false, tag: engine.tags.find(tag), order }
      const queue = await checkSubmit(tx, engine, job)
      if (queue instanceof ProtocolError) throw queue
    }
    if (workflowId !== undefined && !(await findWorkflow(tx, { bucketId: bucket.id, workflowId })))
      throw noWorkflow(workflowId)
    await lockName(tx, `batches of ${bucket.id}`)
    if ((await countOpenBatches(tx, bucket.id)) >= MAX_OPEN_BATCHES) {
      throw new ProtocolError(
        'QueueSaturated',
        `${MAX_OPEN_BATCHES} batches of the bucket are not done, which is the most it may have.`,
      )
    }
    tx.wake('batches')
    return insertBatch(tx, {
      batchId: `b${engine.ids.timeUuid()}`,
      bucketId: bucket.id,
      type: workflowId === undefined ? 'Job' : 'Workflow',
      name,
      workflowId,
      request,
      plan,
      createdAt: engine.clock.now(),
    })
  })
}
