import type { Transaction } from '../../db/database.ts'
import { toJsonText } from '../../db/json-text.ts'
import { insertJob } from '../../jobs/store.ts'
import type { JobOrder } from '../../jobs/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { ServiceName } from '../../queues/families.ts'
import type { JobEngine } from '../engine.ts'
import { checkSubmit, type QueueRequest } from './choose-queue.ts'
import type { ShownJob } from './job-view.ts'
import { submitOnce } from './submit-once.ts'

export interface Submission extends QueueRequest {
  /** What the client calls this submit: sent again, it makes no second job. */
  readonly idempotencyKey?: string | undefined
  readonly jobs: readonly SubmittedOrder[]
}

export interface SubmittedOrder {
  readonly tag: { readonly name: string; readonly family: ServiceName; readonly idLetter: string }
  readonly level: 0 | 1 | 2
  readonly inputKey: string | undefined
  readonly order: JobOrder
}

/**
 * Keeps all jobs of one request, or none. Throws MediaBucketUnBinded, QueueNotFound, QueueSaturated, for an output that
 * can't be written WriteTargetBucketDenied or InvalidArgument, and InvalidArgument for a message queue that can't be
 * told.
 */
export async function submitJobs(engine: JobEngine, submission: Submission): Promise<readonly ShownJob[]> {
  const now = engine.clock.now()
  const { idempotencyKey: key, bucket } = submission
  return engine.db.transact((tx) => {
    const submit = () => submitEach(tx, engine, { ...submission, now })
    if (key === undefined) return submit()
    return submitOnce(tx, { bucketId: bucket.id, key, request: requestOf(submission), now }, submit)
  })
}

/** What makes one request differ from another: which request it was traced by does not. */
function requestOf({ queueId, accelerated, jobs }: Submission): unknown {
  const asked = jobs.map(({ tag, level, inputKey, order }) => {
    const { traceparent: _, ...rest } = order
    return { tag: tag.name, level, inputKey, order: rest }
  })
  return { queueId, accelerated, asked }
}

async function submitEach(
  tx: Transaction,
  engine: JobEngine,
  { jobs, ...request }: Submission & { readonly now: number },
): Promise<readonly ShownJob[]> {
  const submitted: ShownJob[] = []
  for (const job of jobs) {
    const result = await submitJob(tx, engine, { ...request, ...job })
    if (result instanceof ProtocolError) throw result
    submitted.push(result)
  }
  return submitted
}

export interface JobToSubmit extends QueueRequest, SubmittedOrder {
  /** Ms since 1970. */
  readonly now: number
  /** What follows from work that was taken is not refused because the queue is full. */
  readonly isFollowUp?: boolean
}

/** Keeps one job and wakes a worker for it. A value says why it is not kept: what `submitJobs` throws. */
export async function submitJob(
  tx: Transaction,
  engine: JobEngine,
  job: JobToSubmit,
): Promise<ShownJob | ProtocolError> {
  const queue = await checkSubmit(tx, engine, job)
  if (queue instanceof ProtocolError) return queue
  if (queue.waiting >= queue.max_size && job.isFollowUp !== true) {
    return new ProtocolError(
      'QueueSaturated',
      `${queue.max_size} jobs wait in the queue, which is its MaxSize.`,
    )
  }
  const { tag, level, inputKey, order, now } = job
  const id = `${tag.idLetter}${engine.ids.timeUuid()}`
  // Its answer says nothing but that it is kept.
  insertJob.withCommit(tx, {
    id,
    bucketId: job.bucket.id,
    queue: queue.id,
    tag: tag.name,
    level,
    inputKey: inputKey ?? null,
    workflowId: order.workflow?.workflowId ?? null,
    batchId: order.batchId ?? null,
    order: toJsonText(order),
    createdAt: now,
  })
  tx.afterCommit(() => engine.activity.count('jobs_submitted'))
  if (queue.state === 'Active') tx.wake('jobs')
  return {
    id,
    tag: tag.name,
    level,
    state: 'Submitted',
    inputKey,
    order,
    progress: 0,
    createdAt: now,
    queueId: queue.queue_id,
    queueState: queue.state,
  }
}
