import type { BucketRecord } from '../../buckets/store.ts'
import type { Queryable, Transaction } from '../../db/database.ts'
import { lockName } from '../../db/dialect.ts'
import { assertValidTopology } from '../../protocol/workflows/check-topology.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { WorkflowFault } from '../../protocol/workflows/workflow-fault.ts'
import { NODE_TYPES } from '../../protocol/workflows/workflow-links.ts'
import {
  changeWorkflow,
  countWorkflows,
  deleteWorkflow,
  insertWorkflow,
  lockWorkflow,
  type WorkflowName,
  type WorkflowRecord,
} from '../../workflows/store.ts'
import {
  END,
  queueFor,
  START,
  type StartNode,
  type Topology,
  type WorkflowNode,
} from '../../workflows/topology.ts'
import { taskCallback } from '../jobs/callback-target.ts'
import type { JobEngine } from '../engine.ts'
import { readNodeOrder, type ReadOrder } from '../jobs/read-order.ts'
import { checkSubmit } from '../jobs/choose-queue.ts'
import { queueMessageQueueProblem } from '../jobs/message-queue-problem.ts'

const MAX_WORKFLOWS = 1_000

export interface WorkflowContent {
  readonly bucket: BucketRecord
  readonly name: string
  readonly state: 'Active' | 'Paused'
  readonly start: StartNode
  readonly topology: Topology
}

/** Throws WorkFlowNumLimit, and what `readNodes` does. */
export function createWorkflow(engine: JobEngine, wanted: WorkflowContent): Promise<WorkflowRecord> {
  const { bucket, name, state, start, topology } = wanted
  return engine.db.transact(async (tx) => {
    await readNodes(tx, engine, wanted)
    await lockName(tx, `workflows of ${bucket.id}`)
    if ((await countWorkflows(tx, bucket.id)) >= MAX_WORKFLOWS) {
      throw new ProtocolError(
        'WorkFlowNumLimit',
        `The bucket has ${MAX_WORKFLOWS} workflows, which is the most it may have.`,
      )
    }
    const workflowId = `w${engine.ids.randomUuid()}`
    const createdAt = engine.clock.now()
    return insertWorkflow(tx, { workflowId, bucketId: bucket.id, name, state, start, topology, createdAt })
  })
}

/** Throws ActiveWorkflowForbiddenUpdate. */
export function assertPaused({ workflowId, state }: WorkflowRecord): void {
  if (state === 'Paused') return
  throw new ProtocolError(
    'ActiveWorkflowForbiddenUpdate',
    `The workflow ${workflowId} is Active; PUT /workflow/${workflowId}?paused comes first.`,
  )
}

export interface Replacement extends WorkflowContent {
  readonly workflowId: string
  /** Throws for what must not be replaced. */
  readonly assertReplaceable: (current: WorkflowRecord) => void
}

/** Runs that have begun go on as they began. Throws what `createWorkflow` does. */
export function replaceWorkflow(engine: JobEngine, wanted: Replacement): Promise<WorkflowRecord> {
  const { bucket, workflowId, name, state, start, topology } = wanted
  return engine.db.transact(async (tx) => {
    const workflow = await findForChange(tx, { bucketId: bucket.id, workflowId })
    wanted.assertReplaceable(workflow)
    await readNodes(tx, engine, wanted)
    return changeWorkflow(tx, workflow.id, { name, state, start, topology, now: engine.clock.now() })
  })
}

/** Throws ResourceNotFound. */
export function setWorkflowState(
  engine: JobEngine,
  name: WorkflowName,
  state: 'Active' | 'Paused',
): Promise<WorkflowRecord> {
  return engine.db.transact(async (tx) => {
    const workflow = await findForChange(tx, name)
    return changeWorkflow(tx, workflow.id, { state, now: engine.clock.now() })
  })
}

/** Runs that have begun go on. Throws ResourceNotFound. */
export async function removeWorkflow(engine: JobEngine, name: WorkflowName): Promise<void> {
  if (!(await engine.db.transact((tx) => deleteWorkflow(tx, name)))) throw noWorkflow(name.workflowId)
}

export function noWorkflow(workflowId: string): ProtocolError {
  return new ProtocolError('ResourceNotFound', `The bucket has no workflow ${workflowId}.`)
}

async function findForChange(tx: Transaction, name: WorkflowName): Promise<WorkflowRecord> {
  const workflow = await lockWorkflow(tx, name)
  if (!workflow) throw noWorkflow(name.workflowId)
  return workflow
}

/**
 * Reads each node as its jobs will be read. Throws NotImplemented for an unsupported type, and InvalidArgument for a
 * graph that can't be run. Also throws the error that a job of the node would be rejected with. Each message begins with
 * the node.
 */
export async function readNodes(
  db: Queryable,
  engine: JobEngine,
  wanted: WorkflowContent,
): Promise<readonly ReadOrder[]> {
  const { start, topology } = wanted
  // An unsupported type is reported by its name before any error of its position in the graph.
  for (const node of topology.nodes) requireType(engine, node)
  assertValidTopology(topology)
  const problem = start.notify && queueMessageQueueProblem(start.notify, engine.tdmq)
  if (problem) throw problem
  const orders: ReadOrder[] = []
  for (const node of topology.nodes) {
    try {
      orders.push(await readNode(db, engine, { ...wanted, node }))
    } catch (cause) {
      if (!(cause instanceof ProtocolError)) throw cause
      throw new WorkflowFault(cause.code, `Node ${node.name}: ${cause.message}`, [node.name], cause)
    }
  }
  return orders
}

async function readNode(
  db: Queryable,
  engine: JobEngine,
  { bucket, start, topology, node }: WorkflowContent & { readonly node: WorkflowNode },
): Promise<ReadOrder> {
  const read = await readNodeOrder(db, { bucket, tags: engine.tags }, node)
  const { tag, order } = read
  if (order.output && order.output.bucket !== bucket.name && hasFollowers(topology, node.name)) {
    throw new ProtocolError(
      'InvalidArgument',
      `it writes to ${order.output.bucket}, but the nodes after it read from ${bucket.name} alone.`,
    )
  }
  const queue = await checkSubmit(db, engine, {
    ...{ bucket, queueId: queueFor(start, tag.family), accelerated: false },
    ...{ tag, order: { ...order, callback: taskCallback(start.notify) } },
  })
  if (queue instanceof ProtocolError) throw queue
  return read
}

function requireType({ tags }: JobEngine, { name, type }: WorkflowNode): void {
  const isNode = NODE_TYPES.includes(type)
  if (isNode && tags.has(type)) return
  // The vendor has nodes of more tags than it tells.
  const isKnown = isNode || (tags.isDocumented(type) && !tags.has(type))
  const built = `supported types are ${NODE_TYPES.filter((known) => tags.has(known)).join(', ')}`
  throw isKnown
    ? new WorkflowFault('NotImplemented', `Node ${name}: Type ${type} is not implemented here; ${built}.`, [
        name,
      ])
    : new WorkflowFault('InvalidArgument', `Node ${name}: Type ${type} is not known; ${built}.`, [name])
}

function hasFollowers({ links }: Topology, name: string): boolean {
  return links.some(({ from, to }) => from === name && from !== START && to.some((after) => after !== END))
}
