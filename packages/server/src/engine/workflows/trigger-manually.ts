import { findObject, type BucketRecord } from '../../buckets/store.ts'
import { inputNotFound } from '../../protocol/jobs/input-not-found.ts'
import { findWorkflow } from '../../workflows/store.ts'
import type { JobEngine } from '../engine.ts'
import { noWorkflow } from './save-workflow.ts'
import { startRun } from './start-run.ts'
import { headersOf } from './trigger-workflows.ts'

export interface ManualTrigger {
  readonly bucket: BucketRecord
  readonly workflowId: string
  readonly objectKey: string
}

/**
 * Begins a run on an object that is there, whatever its key and whether the workflow is Active or not. Returns the run's
 * id. Throws ResourceNotFound.
 */
export async function triggerManually(
  engine: JobEngine,
  { bucket, workflowId, objectKey }: ManualTrigger,
): Promise<string> {
  return engine.db.transact(async (tx) => {
    const workflow = await findWorkflow(tx, { bucketId: bucket.id, workflowId })
    if (!workflow) throw noWorkflow(workflowId)
    const object = await findObject(tx, bucket.id, objectKey)
    if (!object) throw inputNotFound(bucket.name, objectKey)
    const now = engine.clock.now()
    return startRun(tx, engine, { bucket, workflow, objectKey, cosHeaders: headersOf(object), now })
  })
}
