import { toJsonText } from '../../db/json-text.ts'
import type { Queryable, Transaction } from '../../db/database.ts'
import { insertJob } from '../../jobs/store.ts'
import type { JobOrder } from '../../jobs/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { findBucket, type BucketRecord } from '../../buckets/store.ts'
import type { QueueCategory, ServiceName } from '../../queues/families.ts'
import {
  findDefaultQueueForSubmit,
  findQueueForSubmit,
  readQueue,
  type QueueForSubmit,
} from '../../queues/store.ts'
import { asksForMessageQueue } from './callback-target.ts'
import type { JobEngine } from '../engine.ts'
import { refuseJobMessageQueue } from './refuse-message-queue.ts'
import type { ShownJob } from './job-view.ts'
import { submitOnce } from './submit-once.ts'

const DEFAULT_CATEGORY = {
  media: 'Transcoding',
  pic: 'PicProcessing',
  ai: 'AIProcess',
  asr: 'ASR',
  doc: 'DocProcessing',
  file: 'FileProcessing',
} as const satisfies Record<ServiceName, QueueCategory>

export interface SubmitPlace {
  readonly bucket: BucketRecord
  readonly queueId: string | undefined
  /** Asks for the queue of accelerated jobs when no queue is named. */
  readonly accelerated: boolean
  /** What follows from work that was taken is not refused because the queue is full. */
  readonly isFollowUp?: boolean
}

export interface Submission extends SubmitPlace {
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
 * Keeps all jobs of one request, or none. Throws MediaBucketUnBinded, QueueNotFound,
 * QueueSaturated, for an output that can't be written WriteTargetBucketDenied or InvalidArgument, and InvalidArgument for
 * a message queue that can't be told.
 */
export async function submitJobs(engine: JobEngine, submission: Submission): Promise<readonly ShownJob[]> {
  const now = engine.clock.now()
  const key = submission.idempotencyKey
  return engine.db.transact((tx) => {
    const submit = () => submitEach(tx, { engine, submission, now })
    if (key === undefined) return submit()
    const asked = askedFor(submission)
    return submitOnce(tx, { bucketId: submission.bucket.id, key, asked, now }, submit)
  })
}

/** Which request it was traced by makes no difference. */
function askedFor({ queueId, accelerated, jobs }: Submission): unknown {
  const asked = jobs.map(({ tag, level, inputKey, order }) => {
    const { traceparent: _, ...rest } = order
    return { tag: tag.name, level, inputKey, order: rest }
  })
  return { queueId, accelerated, asked }
}

interface Submit {
  readonly engine: JobEngine
  readonly submission: SubmitPlace
  readonly now: number
}

async function submitEach(
  tx: Transaction,
  submit: Submit & { readonly submission: Submission },
): Promise<readonly ShownJob[]> {
  const jobs: ShownJob[] = []
  for (const job of submit.submission.jobs) jobs.push(await submitJob(tx, submit, job))
  return jobs
}

/** Keeps one job in `tx` and wakes a worker for it. Throws what `submitJobs` does. */
export async function submitJob(
  tx: Transaction,
  { engine, submission, now }: Submit,
  job: SubmittedOrder,
): Promise<ShownJob> {
  const { bucket } = submission
  const queue = await checkSubmit(tx, { engine, submission }, job)
  if (queue.waiting >= queue.max_size && submission.isFollowUp !== true) {
    throw new ProtocolError(
      'QueueSaturated',
      `${queue.max_size} jobs wait in the queue, which is its MaxSize.`,
    )
  }
  const id = `${job.tag.idLetter}${engine.ids.timeUuid()}`
  // Its answer says nothing but that it is kept.
  void insertJob.withCommit(tx, {
    id,
    bucketId: bucket.id,
    queue: queue.id,
    tag: job.tag.name,
    level: job.level,
    inputKey: job.inputKey ?? null,
    workflowId: job.order.workflow?.workflowId ?? null,
    batchId: job.order.batchId ?? null,
    order: toJsonText(job.order),
    createdAt: now,
  })
  if (queue.state === 'Active') tx.wake('jobs')
  return {
    id,
    tag: job.tag.name,
    level: job.level,
    state: 'Submitted',
    inputKey: job.inputKey,
    order: job.order,
    progress: 0,
    createdAt: now,
    queueId: queue.queue_id,
    queueState: queue.state,
  }
}

/** Returns the queue of a job that could be submitted now. Throws what `submitJobs` does, save for a full queue. */
export async function checkSubmit(
  db: Queryable,
  { engine, submission }: Omit<Submit, 'now'>,
  { tag, order: { output, callback } }: Pick<SubmittedOrder, 'tag' | 'order'>,
): Promise<QueueForSubmit> {
  const { bucket } = submission
  if (output) {
    const target = output.bucket === bucket.name ? bucket : await findBucket(db, output.bucket)
    refuseForeignOutput(output, target)
  }
  const queue = await chooseQueue(db, submission, tag.family)
  if (asksForMessageQueue(callback)) {
    const { notify } = await readQueue(db, queue.id)
    refuseJobMessageQueue(callback, notify, engine.tdmq)
  }
  return queue
}

function refuseForeignOutput(
  output: NonNullable<JobOrder['output']>,
  target: BucketRecord | undefined,
): void {
  if (!target) {
    throw new ProtocolError(
      'WriteTargetBucketDenied',
      `The output bucket ${output.bucket} does not exist here.`,
    )
  }
  if (target.region !== output.region) {
    throw new ProtocolError(
      'InvalidArgument',
      `Operation.Output.Region is ${output.region}, but the bucket ${target.name} is in ${target.region}.`,
    )
  }
}

/** Throws MediaBucketUnBinded and QueueNotFound. */
export async function chooseQueue(
  db: Queryable,
  { bucket, queueId, accelerated }: SubmitPlace,
  family: ServiceName,
): Promise<QueueForSubmit> {
  const category = accelerated && family === 'media' ? 'SpeedTranscoding' : DEFAULT_CATEGORY[family]
  const wanted = { bucketId: bucket.id, service: family }
  const found =
    queueId === undefined
      ? await findDefaultQueueForSubmit(db, { ...wanted, category })
      : await findQueueForSubmit(db, { ...wanted, queueId })
  const queue = found.at(0)
  if (!queue) {
    const missing = queueId ?? `for ${category}`
    throw new ProtocolError('QueueNotFound', `The bucket ${bucket.name} has no queue ${missing}.`)
  }
  if (queue.service_state === 'Closed') {
    throw new ProtocolError(
      'MediaBucketUnBinded',
      `The ${family} service is closed for the bucket ${bucket.name}; a POST to its activation path opens it.`,
    )
  }
  return queue
}
