import { readBucket, type BucketRecord } from '../buckets/store.ts'
import { insertCallback } from '../callbacks/store.ts'
import type { Queryable } from '../db/database.ts'
import type { JobWorkflow } from '../jobs/tables.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { readNodeOperation } from '../protocol/read-job-request.ts'
import { workflowFinishBody } from '../protocol/workflow-finish-body.ts'
import {
  endTask,
  newRun,
  readyNodes,
  runState,
  startNode,
  type EndedTask,
  type ReadyNode,
  type Run,
  type Task,
} from '../workflows/advance.ts'
import { insertExecution, lockExecution, saveRun, type ExecutionRecord } from '../workflows/executions.ts'
import type { CosHeader } from '../workflows/tables.ts'
import type { StartNode, Topology } from '../workflows/topology.ts'
import { finishTarget, taskCallback } from './callback-target.ts'
import type { JobEngine } from './engine.ts'
import { expandOrder } from './expand-order.ts'
import { readOrders, type ReadOrder } from './read-order.ts'
import { submitJob } from './submit.ts'

/** A node whose predecessors made more objects than this is failed rather than started. */
const MAX_INPUTS = 1_000

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

/** Begins a run and submits its first jobs, in `tx`. After the commit, wake `jobs` and `callbacks`. Gives its id. */
export async function startRun(tx: Queryable, engine: JobEngine, wanted: NewRun): Promise<string> {
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
  await goOn(tx, engine, { execution, bucket, now })
  return execution.runId
}

/** Takes in that a job of a run has ended: submits what follows it, and ends the run when nothing does. */
export async function advanceRun(
  tx: Queryable,
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
  await goOn(tx, engine, {
    execution: after,
    bucket: await readBucket(tx, execution.bucketId),
    now: Math.max(ended.endedAt, lastEnd(after.run)),
  })
}

/**
 * When what follows the ends of tasks happens: not before any of them. The task that is told of last may have ended before
 * another one, by the clock of another process or while it waited for the run's lock.
 */
function lastEnd(run: Run): number {
  return Math.max(...run.flatMap(({ tasks }) => tasks.map(({ endedAt = 0 }) => endedAt)))
}

interface GoingOn {
  readonly execution: ExecutionRecord
  readonly bucket: BucketRecord
  readonly now: number
}

async function goOn(tx: Queryable, engine: JobEngine, { execution, bucket, now }: GoingOn): Promise<void> {
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
  if (state !== 'Running') await putFinish(tx, engine, { execution: next, state, bucket, now })
}

type NodeToSubmit = GoingOn & ReadyNode

/** One job for each input; what is refused is a task that failed. */
async function submitNode(tx: Queryable, engine: JobEngine, wanted: NodeToSubmit): Promise<readonly Task[]> {
  const { inputs, now } = wanted
  const refused = (error: unknown, input: string): Task => {
    if (!(error instanceof ProtocolError)) throw error
    const { code, message } = error
    return { input, state: 'Failed', outputs: [], createdAt: now, endedAt: now, code, message }
  }
  try {
    if (inputs.length > MAX_INPUTS) throw tooMany(inputs.length)
    const read = await readNode(tx, engine, wanted)
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

async function readNode(
  tx: Queryable,
  engine: JobEngine,
  { node, bucket }: NodeToSubmit,
): Promise<ReadOrder> {
  const operation = readNodeOperation(node.type, node.operation)
  const [read] = await readOrders(tx, { bucket, tags: engine.tags, operations: [operation] })
  if (!read) throw new Error('an operation was read as nothing')
  return read
}

interface TaskToSubmit extends NodeToSubmit {
  readonly read: ReadOrder
  readonly input: string
}

async function submitTask(tx: Queryable, engine: JobEngine, wanted: TaskToSubmit): Promise<Task> {
  const { execution, bucket, node, read, input, now } = wanted
  const { runId, workflowId, workflowName, cosHeaders, lineage, start, batchId } = execution
  const workflow: JobWorkflow = { name: node.name, runId, workflowId, workflowName, cosHeaders, lineage }
  const { tag, level, order } = read
  const { job, kept } = await submitJob(
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
  await kept
  return { jobId: job.id, input, state: 'Running', outputs: [], template: order.template, createdAt: now }
}

/** The queue that a run's jobs of this family go to; `undefined`: the default one. */
export function queueFor({ queues }: StartNode, family: string): string | undefined {
  switch (family) {
    case 'media':
      return queues.media
    case 'pic':
      return queues.pic
    case 'ai':
      return queues.ai
    case 'asr':
      return queues.asr
    default:
      return undefined
  }
}

function tooMany(count: number): ProtocolError {
  return new ProtocolError(
    'InvalidArgument',
    `The nodes before it made ${count} objects; at most ${MAX_INPUTS} are handed on.`,
  )
}

interface Finishing extends GoingOn {
  readonly state: 'Success' | 'Failed'
}

async function putFinish(
  tx: Queryable,
  engine: JobEngine,
  { execution, state, bucket, now }: Finishing,
): Promise<void> {
  const target = finishTarget(execution.start.notify)
  if (!target) return
  const { runId, workflowId, workflowName, objectKey, cosHeaders, createdAt } = execution
  const { body, contentType } = workflowFinishBody(
    {
      workflowId,
      workflowName,
      runId,
      state,
      bucketId: bucket.name,
      object: objectKey,
      createTime: createdAt,
      cosHeaders,
      tasks: finishedTasks(execution.topology, execution.run),
      timeZone: engine.timeZone,
    },
    target.format,
  )
  await insertCallback(tx, {
    jobId: runId,
    bucketName: bucket.name,
    queueId: execution.start.queues.media ?? '',
    tag: 'Workflow',
    event: 'WorkflowFinish',
    url: target.url,
    contentType,
    deadlineMs: engine.callbackDeadlineMs,
    traceparent: null,
    body: new TextEncoder().encode(body),
    createdAt: now,
    webhookId: `msg_${engine.ids.timeUuid()}`,
  })
}

function finishedTasks({ nodes }: Topology, run: Run) {
  const types = new Map(nodes.map(({ name, type }) => [name, type]))
  return run.flatMap(({ name, tasks }) =>
    tasks.map(({ jobId, state, template, createdAt, endedAt }) => ({
      type: types.get(name) ?? '',
      name,
      state,
      jobId,
      template,
      createTime: createdAt,
      endTime: endedAt,
    })),
  )
}
