import type { BatchRecord } from '../../batches/store.ts'
import type { BucketRecord } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { ServiceName } from '../../queues/families.ts'
import { findWorkflow, type WorkflowRecord } from '../../workflows/store.ts'
import { queueFor, START } from '../../workflows/topology.ts'
import type { JobEngine } from '../engine.ts'
import { chooseQueue } from '../jobs/choose-queue.ts'

/** Jobs, or runs, of one batch that have not ended: its objects wait where they are cheap. */
const MAX_OPEN = 1_000

/** Batches leave the tenth part of a queue's MaxSize to jobs that are submitted one by one. */
const LEFT_TO_OTHERS = 10

export interface BatchOfBucket {
  readonly batch: BatchRecord
  readonly bucket: BucketRecord
}

/**
 * How many more objects a batch may submit now: its share of what is open at once, and no more than its queues take.
 * Where a queue, a tag or the workflow is missing there is capacity: the submit says what is wrong.
 */
export async function capacityOfBatch(
  db: Queryable,
  engine: JobEngine,
  { batch, bucket }: BatchOfBucket,
): Promise<number> {
  const { submitted, succeeded, failed, cancelled } = batch
  const capacity = MAX_OPEN - (submitted - succeeded - failed - cancelled)
  if (capacity <= 0) return 0
  return Math.min(capacity, await capacityOfQueues(db, engine, { batch, bucket }))
}

const NO_LIMIT = Number.POSITIVE_INFINITY

async function capacityOfQueues(
  db: Queryable,
  engine: JobEngine,
  { batch, bucket }: BatchOfBucket,
): Promise<number> {
  const { workflowId, plan } = batch
  if (plan.job) {
    const { tag, queueId } = plan.job
    const family = familyOf(engine, tag)
    return family === undefined ? NO_LIMIT : (await loadOf(db, bucket, { family, queueId })).free
  }
  const name = { bucketId: bucket.id, workflowId: workflowId ?? '' }
  const workflow = await findWorkflow(db, name)
  return workflow ? capacityOfRuns(db, engine, { bucket, workflow }) : NO_LIMIT
}

/** A run submits the jobs of its first nodes at once. */
async function capacityOfRuns(
  db: Queryable,
  engine: JobEngine,
  { bucket, workflow }: { readonly bucket: BucketRecord; readonly workflow: WorkflowRecord },
): Promise<number> {
  const { start, topology } = workflow
  const first = new Set(topology.links.filter(({ from }) => from === START).flatMap(({ to }) => to))
  const families = topology.nodes
    .filter(({ name }) => first.has(name))
    .flatMap(({ type }) => familyOf(engine, type) ?? [])
  let capacity = NO_LIMIT
  for (const family of new Set(families)) {
    const jobs = families.filter((one) => one === family).length
    const { free, isIdle } = await loadOf(db, bucket, { family, queueId: queueFor(start, family) })
    // One that the queue could never hold as a whole begins when nothing else waits.
    capacity = Math.min(capacity, Math.max(Math.floor(free / jobs), isIdle ? 1 : 0))
  }
  return capacity
}

const familyOf = ({ tags }: JobEngine, tag: string): ServiceName | undefined =>
  tags.has(tag) ? tags.find(tag).family : undefined

async function loadOf(
  db: Queryable,
  bucket: BucketRecord,
  { family, queueId }: { readonly family: ServiceName; readonly queueId: string | undefined },
): Promise<{ readonly free: number; readonly isIdle: boolean }> {
  const queue = await chooseQueue(db, { bucket, queueId, accelerated: false }, family)
  if (queue instanceof ProtocolError) return { free: NO_LIMIT, isIdle: false }
  const { waiting, max_size: most } = queue
  const free = most - Math.floor(most / LEFT_TO_OTHERS) - waiting
  return { free: Math.max(0, free), isIdle: waiting === 0 }
}
