import type { BucketRecord } from '../../buckets/store.ts'
import type { Transaction } from '../../db/database.ts'
import type { JobWorkflow } from '../../jobs/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { ReadyNode, Task } from '../../workflows/advance.ts'
import type { ExecutionRecord } from '../../workflows/executions.ts'
import { queueFor } from '../../workflows/topology.ts'
import { taskCallback } from '../jobs/callback-target.ts'
import type { JobEngine } from '../engine.ts'
import { expandOrder } from '../jobs/expand-order.ts'
import { readNodeOrder, type ReadOrder } from '../jobs/read-order.ts'
import { submitJob } from '../jobs/submit.ts'

/** A run that goes on, where and when. */
export interface RunStep {
  readonly execution: ExecutionRecord
  readonly bucket: BucketRecord
  /** Ms since 1970. */
  readonly now: number
}

/** A node whose predecessors made more objects than this is failed rather than started. */
const MAX_INPUTS = 1_000

export type NodeToSubmit = RunStep & ReadyNode

/** One job for each input; one that is refused is a task that failed. */
export async function submitNode(
  tx: Transaction,
  engine: JobEngine,
  node: NodeToSubmit,
): Promise<readonly Task[]> {
  const { inputs, now } = node
  const read = inputs.length > MAX_INPUTS ? tooMany(inputs.length) : await readStored(tx, engine, node)
  if (read instanceof ProtocolError) return [failedTask(read, { input: inputs[0] ?? '', now })]
  const tasks: Task[] = []
  for (const input of inputs) tasks.push(await submitTask(tx, engine, { ...node, read, input }))
  return tasks
}

/** A workflow may have been kept by a release that read its nodes otherwise. */
async function readStored(
  tx: Transaction,
  { tags }: JobEngine,
  { bucket, node }: NodeToSubmit,
): Promise<ReadOrder | ProtocolError> {
  try {
    return await readNodeOrder(tx, { bucket, tags, unread: 'passed over' }, node)
  } catch (error) {
    if (error instanceof ProtocolError) return error
    throw error
  }
}

interface FailedInput {
  readonly input: string
  readonly now: number
}

function failedTask({ code, message }: ProtocolError, { input, now }: FailedInput): Task {
  return { input, state: 'Failed', outputs: [], createdAt: now, endedAt: now, code, message }
}

type TaskToSubmit = NodeToSubmit & { readonly read: ReadOrder; readonly input: string }

async function submitTask(tx: Transaction, engine: JobEngine, task: TaskToSubmit): Promise<Task> {
  const { execution, bucket, node, read, input, now } = task
  const { runId, workflowId, workflowName, cosHeaders, lineage, start, batchId } = execution
  const workflow: JobWorkflow = { name: node.name, runId, workflowId, workflowName, cosHeaders, lineage }
  const { tag, level, order } = read
  const job = await submitJob(tx, engine, {
    ...{ bucket, queueId: queueFor(start, tag.family), accelerated: false, isFollowUp: true, now },
    ...{ tag, level, inputKey: input },
    order: {
      ...expandOrder(order, { RunId: runId, InventoryTriggerJobId: batchId ?? '' }),
      callback: taskCallback(start.notify),
      workflow,
      batchId,
    },
  })
  if (job instanceof ProtocolError) return failedTask(job, task)
  return { jobId: job.id, input, state: 'Running', outputs: [], template: order.template, createdAt: now }
}

function tooMany(count: number): ProtocolError {
  return new ProtocolError(
    'InvalidArgument',
    `The nodes before it made ${count} objects; at most ${MAX_INPUTS} are handed on.`,
  )
}
