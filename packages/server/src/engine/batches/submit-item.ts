import type { BatchRecord } from '../../batches/store.ts'
import { findObject, type BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { findWorkflow } from '../../workflows/store.ts'
import type { JobEngine } from '../engine.ts'
import { expandOrder } from '../jobs/expand-order.ts'
import { noWorkflow } from '../workflows/save-workflow.ts'
import { startRun } from '../workflows/start-run.ts'
import { submitJob } from '../jobs/submit.ts'
import { headersOf } from '../workflows/trigger-workflows.ts'

export interface ItemToSubmit {
  readonly batch: BatchRecord
  readonly bucket: BucketRecord
  readonly key: string
  readonly now: number
}

/**
 * What one object of a batch becomes: a job, or a run of its workflow. Returns why it does not become one: what
 * `submitJob` says, or ResourceNotFound.
 */
export async function submitItem(
  tx: Transaction,
  engine: JobEngine,
  item: ItemToSubmit,
): Promise<ProtocolError | undefined> {
  const { batch, bucket, key, now } = item
  const { batchId } = batch
  const { job } = batch.plan
  if (!job) return startItem(tx, engine, item)
  const order = { ...expandOrder(job.order, { InventoryTriggerJobId: batchId }), batchId }
  const submitted = await submitJob(tx, engine, {
    ...{ bucket, queueId: job.queueId, accelerated: false, now },
    ...{ tag: engine.tags.find(job.tag), level: job.level, inputKey: key, order },
  })
  return submitted instanceof ProtocolError ? submitted : undefined
}

/** As the workflow is now: one that is changed half way through changes the runs that follow. */
async function startItem(
  tx: Transaction,
  engine: JobEngine,
  { batch, bucket, key, now }: ItemToSubmit,
): Promise<ProtocolError | undefined> {
  const { workflowId = '', batchId } = batch
  const workflow = await findWorkflow(tx, { bucketId: bucket.id, workflowId })
  if (!workflow) return noWorkflow(workflowId)
  const object = await findObject(tx, bucket.id, key)
  const cosHeaders = object ? headersOf(object) : []
  await startRun(tx, engine, { bucket, workflow, objectKey: key, cosHeaders, batchId, now })
  return undefined
}
