import type { BatchRecord } from '../batches/store.ts'
import type { BucketRecord } from '../buckets/store.ts'
import type { Queryable } from '../db/database.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { findWorkflow, type WorkflowRecord } from '../workflows/store.ts'
import { START } from '../workflows/topology.ts'
import type { JobEngine } from './engine.ts'
import { queueFor } from './start-run.ts'
import { chooseQueue, roomIn } from './submit.ts'

/** Jobs, or runs, of one batch that have not ended: its objects wait where they are cheap. */
const MAX_OPEN = 1_000

interface Wanted {
  readonly batch: BatchRecord
  readonly bucket: BucketRecord
}

/**
 * How many more objects a batch may submit now: its share of what is open at once, and no more than its queues take.
 * Where a queue, a tag or the workflow is missing there is room: the submit says what is wrong.
 */
export async function roomOfBatch(
  db: Queryable,
  engine: JobEngine,
  { batch, bucket }: Wanted,
): Promise<number> {
  const { submitted, succeeded, failed, cancelled } = batch
  const room = MAX_OPEN - (submitted - succeeded - failed - cancelled)
  if (room <= 0) return 0
  try {
    return Math.min(room, await roomOfQueues(db, engine, { batch, bucket }))
  } catch (error) {
    if (error instanceof ProtocolError) return room
    throw error
  }
}

async function roomOfQueues(db: Queryable, engine: JobEngine, { batch, bucket }: Wanted): Promise<number> {
  const { workflowId, plan } = batch
  if (plan.job) {
    const { tag, queueId } = plan.job
    return roomOfQueue(db, bucket, { family: familyOf(engine, tag), queueId })
  }
  const name = { bucketId: bucket.id, workflowId: workflowId ?? '' }
  const workflow = await findWorkflow(db, name)
  return workflow ? roomOfRuns(db, engine, { bucket, workflow }) : Number.POSITIVE_INFINITY
}

/** A run submits the jobs of its first nodes at once. */
async function roomOfRuns(
  db: Queryable,
  engine: JobEngine,
  { bucket, workflow }: { readonly bucket: BucketRecord; readonly workflow: WorkflowRecord },
): Promise<number> {
  const { start, topology } = workflow
  const first = new Set(topology.links.filter(({ from }) => from === START).flatMap(({ to }) => to))
  const families = topology.nodes
    .filter(({ name }) => first.has(name))
    .map(({ type }) => familyOf(engine, type))
  let room = Number.POSITIVE_INFINITY
  for (const family of new Set(families)) {
    const jobs = families.filter((one) => one === family).length
    const free = await roomOfQueue(db, bucket, { family, queueId: queueFor(start, family) })
    room = Math.min(room, Math.floor(free / jobs))
  }
  return room
}

type Family = Parameters<typeof chooseQueue>[2]

const familyOf = ({ tags }: JobEngine, tag: string): Family => tags.find(tag).family

async function roomOfQueue(
  db: Queryable,
  bucket: BucketRecord,
  { family, queueId }: { readonly family: Family; readonly queueId: string | undefined },
): Promise<number> {
  return roomIn(await chooseQueue(db, { bucket, queueId, accelerated: false }, family))
}
