import type { JobCallback } from '../jobs/tables.ts'
import type { QueueNotify } from '../queues/tables.ts'

export interface CallbackTarget {
  readonly url: string
  readonly format: 'XML' | 'JSON'
}

/**
 * Where the TaskFinish of a job goes, if anywhere. What the job does not name is taken from the queue field by field;
 * the queue's Event list is asked only when the address is the queue's.
 */
export function callbackTarget(job: JobCallback, queue: QueueNotify): CallbackTarget | undefined {
  if (job.url === 'no') return undefined
  const configured = queue.state === 'On' ? queue : undefined
  const format = job.format ?? (configured?.resultFormat === 'JSON' ? 'JSON' : 'XML')
  if (job.url !== undefined) return { url: job.url, format }
  if (!configured || configured.url === '' || !names(configured.event, 'TaskFinish')) return undefined
  return { url: configured.url, format }
}

function names(list: string, event: string): boolean {
  return list.split(',').some((entry) => entry.trim() === event)
}
