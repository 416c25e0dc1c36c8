import { readBucket } from '../../buckets/store.ts'
import { insertCallback } from '../../callbacks/store.ts'
import type { Transaction } from '../../db/database.ts'
import type { JobRecord } from '../../jobs/store.ts'
import type { QueueRecord } from '../../queues/store.ts'
import type { JobEngine } from '../engine.ts'
import { callbackTarget } from '../jobs/callback-target.ts'
import { writeTaskFinish } from '../jobs/write-task-finish.ts'

/** Puts the callback of a job that ended, in `tx`, with its bytes as they will be sent; none where no address is named. */
export async function putTaskFinish(
  tx: Transaction,
  engine: JobEngine,
  { job, queue }: { readonly job: JobRecord; readonly queue: QueueRecord },
): Promise<void> {
  const target = callbackTarget(job.order.callback, queue.notify)
  if (!target) return
  const bucket = await readBucket(tx, job.bucketId)
  const { body, contentType } = writeTaskFinish(engine, { job, queue, bucket }, target.format)
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
    body,
    createdAt: engine.clock.now(),
    webhookId: `msg_${engine.ids.timeUuid()}`,
  })
}
