import type { BucketRecord } from '../buckets/store.ts'
import type { Queryable } from '../db/database.ts'
import { lockName } from '../db/dialect.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { readNodeOperation } from '../protocol/read-job-request.ts'
import {
  changeWorkflow,
  countWorkflows,
  deleteWorkflow,
  insertWorkflow,
  lockWorkflow,
  type WorkflowName,
  type WorkflowRecord,
} from '../workflows/store.ts'
import { END, START, type StartNode, type Topology } from '../workflows/topology.ts'
import type { JobEngine } from './engine.ts'
import { readOrders, type ReadOrder } from './read-order.ts'
import { refuseQueueMessageQueue } from './refuse-message-queue.ts'

const MAX_WORKFLOWS = 1_000

export interface WorkflowWanted {
  readonly bucket: BucketRecord
  readonly name: string
  readonly state: 'Active' | 'Paused'
  readonly start: StartNode
  readonly topology: Topology
}

/** Throws WorkFlowNumLimit, and what `readNodes` does. */
export function createWorkflow(engine: JobEngine, wanted: WorkflowWanted): Promise<WorkflowRecord> {
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

/** Runs that have begun go on as they began. Throws what `createWorkflow` does, and ActiveWorkflowForbiddenUpdate. */
export function replaceWorkflow(
  engine: JobEngine,
  workflowId: string,
  wanted: WorkflowWanted,
): Promise<WorkflowRecord> {
  const { bucket, name, state, start, topology } = wanted
  return engine.db.transact(async (tx) => {
    const workflow = await findForChange(tx, { bucketId: bucket.id, workflowId })
    if (workflow.state === 'Active') {
      throw new ProtocolError(
        'ActiveWorkflowForbiddenUpdate',
        `The workflow ${workflowId} is Active; PUT /workflow/${workflowId}?paused comes first.`,
      )
    }
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

async function findForChange(tx: Queryable, name: WorkflowName): Promise<WorkflowRecord> {
  const workflow = await lockWorkflow(tx, name)
  if (!workflow) throw noWorkflow(name.workflowId)
  return workflow
}

/**
 * Reads each node as its jobs will be read. Throws NotImplemented for a type that is not run here, TemplateNotFound,
 * InvalidArgument; each message begins with the node.
 */
export async function readNodes(
  db: Queryable,
  engine: JobEngine,
  wanted: WorkflowWanted,
): Promise<readonly ReadOrder[]> {
  const orders: ReadOrder[] = []
  const { bucket, start, topology } = wanted
  if (start.notify) refuseQueueMessageQueue(start.notify, engine.tdmq)
  for (const { name, type, operation } of topology.nodes) {
    try {
      engine.tags.find(type)
      const operations = [readNodeOperation(type, operation)]
      const [read] = await readOrders(db, { bucket, tags: engine.tags, operations })
      if (read) orders.push(read)
      const output = read?.order.output
      if (output && output.bucket !== bucket.name && hasFollowers(topology, name)) {
        throw new ProtocolError(
          'InvalidArgument',
          `it writes to ${output.bucket}, but the nodes after it read from ${bucket.name} alone.`,
        )
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      throw new ProtocolError(error.code, `Node ${name}: ${error.message}`)
    }
  }
  return orders
}

function hasFollowers({ links }: Topology, name: string): boolean {
  return links.some(({ from, to }) => from === name && from !== START && to.some((after) => after !== END))
}
