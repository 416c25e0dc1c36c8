import type { JsonValue } from '../base/json.ts'
import { unreachable } from '../base/unreachable.ts'
import { findBucket, findBucketById, type BucketRecord } from '../buckets/store.ts'
import { insertCallback } from '../callbacks/store.ts'
import type { Queryable } from '../db/database.ts'
import { toJsonText } from '../db/json-text.ts'
import { endJob, toJobRecord, type JobRecord } from '../jobs/store.ts'
import type { FailureCode } from '../jobs/tables.ts'
import { taskFinishBody } from '../protocol/callback-body.ts'
import { readQueue } from '../queues/store.ts'
import type { StagedBlob } from '../storage/storage.ts'
import { callbackTarget } from './callback-target.ts'
import type { JobEngine } from './engine.ts'
import { viewJob } from './job-view.ts'
import { putObjectRow } from './put-object.ts'

export interface OutputObject {
  readonly bucketName: string
  readonly key: string
  readonly blob: StagedBlob
  readonly contentType: string
}

export type Ending =
  | {
      readonly kind: 'success'
      readonly message: string
      readonly result: JsonValue
      readonly objects: readonly OutputObject[]
    }
  | { readonly kind: 'failed'; readonly code: FailureCode; readonly message: string }

/** Ends a Running job inside `tx`: its outputs, its final state, and its callback with the bytes it will have. */
export async function endJobIn(
  tx: Queryable,
  engine: JobEngine,
  job: JobRecord,
  wanted: Ending,
): Promise<void> {
  const now = engine.clock.now()
  const ending = await putOutputs(tx, wanted, now)
  const rows = await endJob(tx, { seq: job.seq, now, ...endedColumns(ending, job) })
  const row = rows.at(0)
  if (!row) throw new Error(`job ${job.id} is missing`)
  await putCallback(tx, engine, toJobRecord(row))
}

/** Writes the outputs; a bucket that was deleted while the job ran turns success into failure. */
async function putOutputs(tx: Queryable, ending: Ending, now: number): Promise<Ending> {
  if (ending.kind === 'failed') return ending
  const places: { bucket: BucketRecord; object: OutputObject }[] = []
  for (const object of ending.objects) {
    const bucket = await findBucket(tx, object.bucketName)
    if (!bucket) {
      const message = `The output bucket ${object.bucketName} does not exist any more.`
      return { kind: 'failed', code: 'WriteTargetBucketDenied', message }
    }
    places.push({ bucket, object })
  }
  for (const { bucket, object } of places) {
    await putObjectRow(tx, {
      bucket,
      key: object.key,
      blob: object.blob,
      headers: { 'content-type': object.contentType },
      storageClass: 'STANDARD',
      now,
    })
  }
  return ending
}

function endedColumns(ending: Ending, job: JobRecord) {
  switch (ending.kind) {
    case 'success': {
      const { message, result } = ending
      return { state: 'Success' as const, code: null, message, result: toJsonText(result), progress: 100 }
    }
    case 'failed': {
      const { code, message } = ending
      return { state: 'Failed' as const, code, message, result: null, progress: job.progress }
    }
    default:
      return unreachable(ending)
  }
}

async function putCallback(tx: Queryable, engine: JobEngine, job: JobRecord): Promise<void> {
  const queue = await readQueue(tx, job.queue)
  const target = callbackTarget(job.order.callback, queue.notify)
  if (!target) return
  const bucket = await findBucketById(tx, job.bucketId)
  if (!bucket) throw new Error(`the bucket of job ${job.id} is missing`)
  const view = viewJob(
    { ...job, queueId: queue.queueId, queueState: queue.state },
    { bucket, tags: engine.tags, timeZone: engine.timeZone, order: 'callback' },
  )
  const { body, contentType } = taskFinishBody(view, target.format)
  await insertCallback(tx, {
    jobId: job.id,
    bucketName: bucket.name,
    queueId: queue.queueId,
    tag: job.tag,
    event: 'TaskFinish',
    url: target.url,
    contentType,
    deadlineMs: queue.callbackDeadlineMs ?? engine.callbackDeadlineMs,
    traceparent: job.order.traceparent ?? null,
    body: new TextEncoder().encode(body),
    createdAt: engine.clock.now(),
    webhookId: `msg_${engine.ids.timeUuid()}`,
  })
}
