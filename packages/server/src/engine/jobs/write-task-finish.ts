import type { BucketRecord } from '../../buckets/store.ts'
import type { JobRecord } from '../../jobs/store.ts'
import { taskFinishBody } from '../../protocol/callbacks/callback-body.ts'
import type { QueueRecord } from '../../queues/store.ts'
import type { JobEngine } from '../engine.ts'
import type { CallbackTarget } from './callback-target.ts'
import { viewJob } from './job-view.ts'

export interface EndedJob {
  readonly job: JobRecord
  readonly queue: QueueRecord
  readonly bucket: BucketRecord
}

/** Returns the TaskFinish of a job that ended, as it is sent. */
export function writeTaskFinish(
  { tags, timeZone, callbackJson }: Pick<JobEngine, 'tags' | 'timeZone' | 'callbackJson'>,
  { job, queue, bucket }: EndedJob,
  format: CallbackTarget['format'],
): { readonly body: Uint8Array; readonly contentType: string } {
  const view = viewJob(
    { ...job, queueId: queue.queueId, queueState: queue.state, queueCategory: queue.category },
    { bucket, tags, timeZone, order: 'callback' },
  )
  const { body, contentType } = taskFinishBody(view, { format, json: callbackJson })
  return { body: new TextEncoder().encode(body), contentType }
}
