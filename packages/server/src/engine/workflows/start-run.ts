import { readBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import {
  endTask,
  newRun,
  readyNodes,
  runState,
  startNode,
  type EndedTask,
  type Run,
} from '../../workflows/advance.ts'
import { insertExecution, lockExecution, saveRun } from '../../workflows/executions.ts'
import type { CosHeader } from '../../workflows/tables.ts'
import type { StartNode, Topology } from '../../workflows/topology.ts'
import type { JobEngine } from '../engine.ts'
import { putWorkflowFinish } from './put-workflow-finish.ts'
import { submitNode, type RunStep } from './submit-node.ts'

export interface NewRun {
  readonly bucket: BucketRecord
  readonly workflow: {
    readonly workflowId: string
    readonly name: string
    readonly start: StartNode
    readonly topology: Topology
  }
  readonly objectKey: string
  readonly cosHeaders: readonly CosHeader[]
  /** The workflows that led to this run by their outputs. */
  readonly lineage?: readonly string[]
  readonly batchId?: string | undefined
  readonly now: number
}

/** Begins a run and submits its first jobs, in `tx`. Returns its id. */
export async function startRun(tx: Transaction, engine: JobEngine, wanted: NewRun): Promise<string> {
  const { bucket, workflow, objectKey, cosHeaders, lineage = [], batchId, now } = wanted
  const { workflowId, name, start, topology } = workflow
  const execution = await insertExecution(tx, {
    runId: `i${engine.ids.timeUuid()}`,
    bucketId: bucket.id,
    workflowId,
    workflowName: name,
    batchId,
    objectKey,
    start,
    topology,
    run: newRun(topology),
    cosHeaders,
    lineage,
    createdAt: now,
  })
  await continueRun(tx, engine, { execution, bucket, now })
  return execution.runId
}

/** Takes in that a job of a run has ended: submits what follows it, and ends the run when nothing does. */
export async function advanceRun(
  tx: Transaction,
  engine: JobEngine,
  { runId, ended }: { readonly runId: string; readonly ended: EndedTask },
): Promise<void> {
  const execution = await lockExecution(tx, runId)
  if (!execution) return
  const { topology } = execution
  const after = { ...execution, run: endTask(topology, execution.run, ended) }
  if (execution.state !== 'Running') {
    await saveRun(tx, after)
    return
  }
  await continueRun(tx, engine, {
    execution: after,
    bucket: await readBucket(tx, execution.bucketId),
    now: Math.max(ended.endedAt, lastEnd(after.run)),
  })
}

/**
 * Returns the time of the next step of a run, never before the end of any of its tasks. The task that is recorded last
 * may have ended before another one, by the clock of another process or while it waited for the run's lock.
 */
function lastEnd(run: Run): number {
  return Math.max(...run.flatMap(({ tasks }) => tasks.map(({ endedAt = 0 }) => endedAt)))
}

async function continueRun(
  tx: Transaction,
  engine: JobEngine,
  { execution, bucket, now }: RunStep,
): Promise<void> {
  const { topology, objectKey } = execution
  let { run } = execution
  // A node whose jobs are refused fails at once, which may let others know that they never start.
  for (;;) {
    const ready = readyNodes(topology, run, objectKey)
    if (ready.length === 0) break
    for (const one of ready) {
      const tasks = await submitNode(tx, engine, { execution, bucket, now, ...one })
      run = startNode(topology, run, { name: one.node.name, tasks })
    }
  }
  const state = runState(run)
  const next = { ...execution, run, state, endedAt: state === 'Running' ? undefined : now }
  await saveRun(tx, next)
  if (state !== 'Running') await putWorkflowFinish(tx, engine, { execution: next, state, bucket, now })
}
