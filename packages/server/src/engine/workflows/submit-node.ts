import type { Transaction } from '../../db/database.ts'
import type { JobWorkflow } from '../../jobs/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { ReadyNode, Task } from '../../workflows/advance.ts'
import { queueFor } from '../../workflows/topology.ts'
import { taskCallback } from '../jobs/callback-target.ts'
import type { JobEngine } from '../engine.ts'
import { expandOrder } from '../jobs/expand-order.ts'
import { readNodeOrder, type ReadOrder } from '../jobs/read-order.ts'
import type { RunStep } from './run-step.ts'
import { submitJob } from '../jobs/submit.ts'

/** A node whose predecessors made more objects than this is failed rather than started. */
const MAX_INPUTS = 1_000

export type NodeToSubmit = RunStep & ReadyNode

/** One job for each input; what is refused is a task that failed. */
export async function submitNode(
  tx: Transaction,
  engine: JobEngine,
  wanted: NodeToSubmit,
): Promise<readonly Task[]> {
  const { inputs, now } = wanted
  const refused = (error: unknown, input: string): Task => {
    if (!(error instanceof ProtocolError)) throw error
    const { code, message } = error
    return { input, state: 'Failed', outputs: [], createdAt: now, endedAt: now, code, message }
  }
  try {
    if (inputs.length > MAX_INPUTS) throw tooMany(inputs.length)
    const read = await readNodeOrder(
      tx,
      { bucket: wanted.bucket, tags: engine.tags, unread: 'passed over' },
      wanted.node,
    )
    const tasks: Task[] = []
    for (const input of inputs)
      tasks.push(
        await submitTask(tx, engine, { ...wanted, read, input }).catch((error: unknown) =>
          refused(error, input),
        ),
      )
    return tasks
  } catch (error) {
    return [refused(error, inputs[0] ?? '')]
  }
}

type TaskToSubmit = NodeToSubmit & { readonly read: ReadOrder; readonly input: string }

async function submitTask(tx: Transaction, engine: JobEngine, wanted: TaskToSubmit): Promise<Task> {
  const { execution, bucket, node, read, input, now } = wanted
  const { runId, workflowId, workflowName, cosHeaders, lineage, start, batchId } = execution
  const workflow: JobWorkflow = { name: node.name, runId, workflowId, workflowName, cosHeaders, lineage }
  const { tag, level, order } = read
  const { id: jobId } = await submitJob(
    tx,
    {
      engine,
      now,
      submission: { bucket, queueId: queueFor(start, tag.family), accelerated: false, isFollowUp: true },
    },
    {
      tag,
      level,
      inputKey: input,
      order: {
        ...expandOrder(order, { RunId: runId, InventoryTriggerJobId: batchId ?? '' }),
        callback: taskCallback(start.notify),
        workflow,
        batchId,
      },
    },
  )
  return { jobId, input, state: 'Running', outputs: [], template: order.template, createdAt: now }
}

function tooMany(count: number): ProtocolError {
  return new ProtocolError(
    'InvalidArgument',
    `The nodes before it made ${count} objects; at most ${MAX_INPUTS} are handed on.`,
  )
}
