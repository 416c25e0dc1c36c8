import { findBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import type { JobOrder } from '../../jobs/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { QueueCategory, ServiceName } from '../../queues/families.ts'
import {
  findDefaultQueueForSubmit,
  findQueueForSubmit,
  readQueue,
  type QueueForSubmit,
} from '../../queues/store.ts'
import type { JobEngine } from '../engine.ts'
import { asksForMessageQueue } from './callback-target.ts'
import { jobMessageQueueProblem } from './message-queue-problem.ts'

const DEFAULT_CATEGORY = {
  media: 'Transcoding',
  pic: 'PicProcessing',
  ai: 'AIProcess',
  asr: 'ASR',
  doc: 'DocProcessing',
  file: 'FileProcessing',
} as const satisfies Record<ServiceName, QueueCategory>

/** The queue that jobs are submitted to, as a request names it. */
export interface QueueRequest {
  readonly bucket: BucketRecord
  readonly queueId: string | undefined
  /** Asks for the queue of accelerated jobs when no queue is named. */
  readonly accelerated: boolean
}

/**
 * The queue of a request; a value says why there is none: MediaBucketUnBinded or QueueNotFound. It is no exception, as
 * a transaction may go on without this job.
 */
export async function chooseQueue(
  db: Queryable,
  { bucket, queueId, accelerated }: QueueRequest,
  family: ServiceName,
): Promise<QueueForSubmit | ProtocolError> {
  const category = accelerated && family === 'media' ? 'SpeedTranscoding' : DEFAULT_CATEGORY[family]
  const name = { bucketId: bucket.id, service: family }
  const found =
    queueId === undefined
      ? await findDefaultQueueForSubmit(db, { ...name, category })
      : await findQueueForSubmit(db, { ...name, queueId })
  const queue = found.at(0)
  if (!queue) {
    const missing = queueId ?? `for ${category}`
    return new ProtocolError('QueueNotFound', `The bucket ${bucket.name} has no queue ${missing}.`)
  }
  if (queue.service_state === 'Closed') {
    return new ProtocolError(
      'MediaBucketUnBinded',
      `The ${family} service is closed for the bucket ${bucket.name}; a POST to its activation path opens it.`,
    )
  }
  return queue
}

export interface JobToCheck extends QueueRequest {
  readonly tag: { readonly family: ServiceName }
  readonly order: Pick<JobOrder, 'output' | 'callback'>
}

/** The queue of a job that could be submitted now, unless the queue is full; a value says why there is none. */
export async function checkSubmit(
  db: Queryable,
  engine: Pick<JobEngine, 'tdmq'>,
  { tag, order: { output, callback }, ...request }: JobToCheck,
): Promise<QueueForSubmit | ProtocolError> {
  const problem = output && (await outputProblem(db, request.bucket, output))
  if (problem) return problem
  const queue = await chooseQueue(db, request, tag.family)
  if (queue instanceof ProtocolError || !asksForMessageQueue(callback)) return queue
  const { notify } = await readQueue(db, queue.id)
  return jobMessageQueueProblem(callback, notify, engine.tdmq) ?? queue
}

async function outputProblem(
  db: Queryable,
  bucket: BucketRecord,
  output: NonNullable<JobOrder['output']>,
): Promise<ProtocolError | undefined> {
  const target = output.bucket === bucket.name ? bucket : await findBucket(db, output.bucket)
  if (!target) {
    return new ProtocolError(
      'WriteTargetBucketDenied',
      `The output bucket ${output.bucket} does not exist here.`,
    )
  }
  if (target.region === output.region) return undefined
  return new ProtocolError(
    'InvalidArgument',
    `Operation.Output.Region is ${output.region}, but the bucket ${target.name} is in ${target.region}.`,
  )
}
