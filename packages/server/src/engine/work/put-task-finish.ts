import { readBucket } from '../../buckets/store.ts'
import { insertCallback } from '../../callbacks/store.ts'
import type { Transaction } from '../../db/database.ts'
import type { JobRecord } from '../../jobs/store.ts'
import { taskFinishBody } from '../../protocol/callbacks/callback-body.ts'
import type { QueueRecord } from '../../queues/store.ts'
import type { JobEngine } from '../engine.ts'
import { callbackTarget } from '../jobs/callback-target.ts'
import { viewJob } from '../jobs/job-view.ts'

/** Puts the callback of a job that ended, in `tx`, with its bytes as they will be sent; none where no address is named. */
export async function putTaskFinish(
  tx: Transaction,
  engine: JobEngine,
  { job, queue }: { readonly job: JobRecord; readonly queue: QueueRecord },
): Promise<void> {
  const target = callbackTarget(job.order.callback, queue.notify)
  if (!target) return
  const bucket = await readBucket(tx, job.bucketId)
  const view = viewJob(
    { ...job, queueId: queue.queueId, queueState: queue.state, queueCategory: queue.category },
    { bucket, tags: engine.tags, timeZone: engine.timeZone, order: 'callback' },
  )
  const { body, contentType } = taskFinishBody(view, { format: target.format, json: engine.callbackJson })
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
