import { tdmqUrl } from '../../callbacks/transports/rabbitmq/address.ts'
import type { JobCallback } from '../../jobs/tables.ts'
import type { QueueNotify } from '../../queues/tables.ts'
import type { StartNotify } from '../../workflows/topology.ts'

export interface CallbackTarget {
  readonly url: string
  readonly format: 'XML' | 'JSON'
}

/** A message queue as far as job and queue name it; a region that neither names is empty. */
interface MessageQueue {
  readonly mode: 'Queue' | 'Topic'
  readonly name: string
  readonly region: string
}

/**
 * Where the TaskFinish of a job goes, if anywhere. What the job does not name is taken from the queue field by field;
 * the queue's Event list applies only when the address is the queue's.
 */
export function callbackTarget(job: JobCallback, queue: QueueNotify): CallbackTarget | undefined {
  if (job.url === 'no') return undefined
  const url = addressOf(job, queue.state === 'On' ? queue : undefined)
  return url === undefined ? undefined : { url, format: callbackFormat(job, queue) }
}

/** The format of a job's callbacks, whether they go anywhere or not. */
export function callbackFormat(job: JobCallback, queue: QueueNotify): CallbackTarget['format'] {
  return job.format ?? (queue.state === 'On' && queue.resultFormat === 'JSON' ? 'JSON' : 'XML')
}

/** Whether a job asks for a message queue by itself, whatever its queue says. */
export function asksForMessageQueue(job: JobCallback): boolean {
  return job.url !== 'no' && ownType(job) === 'TDMQ'
}

/** The message queue of a job that asks for one; `undefined` when nobody names it. */
export function messageQueueOf(job: JobCallback, queue: QueueNotify): MessageQueue | undefined {
  return messageQueue(job, queue.state === 'On' ? queue : undefined)
}

function addressOf(job: JobCallback, configured: QueueNotify | undefined): string | undefined {
  if ((ownType(job) ?? configured?.type) === 'TDMQ') {
    const asked = messageQueue(job, configured)
    return asked && tdmqUrl(asked)
  }
  if (job.url !== undefined) return job.url
  return configured && tells(configured) && configured.url !== '' ? configured.url : undefined
}

/** An address that the job names says of what type it is; with two of them it is the one that is the default. */
function ownType({ type, url, mq }: JobCallback): 'Url' | 'TDMQ' | undefined {
  if (type !== undefined) return type
  if (url !== undefined) return 'Url'
  return mq?.name === undefined ? undefined : 'TDMQ'
}

/** A mode belongs to the name beside it: the mode of the queue does not apply to the name of the job. */
function messageQueue({ mq }: JobCallback, configured: QueueNotify | undefined): MessageQueue | undefined {
  const region = mq?.region ?? configured?.mqRegion ?? ''
  if (mq?.name !== undefined) return { mode: mq.mode ?? 'Queue', name: mq.name, region }
  if (configured?.mqName === undefined || !tells(configured)) return undefined
  return { mode: mq?.mode ?? configured.mqMode ?? 'Queue', name: configured.mqName, region }
}

function tells({ event }: QueueNotify, wanted = 'TaskFinish'): boolean {
  return event.split(',').some((entry) => entry.trim() === wanted)
}

/**
 * Returns the callback settings of a workflow's Start for its jobs. If Start has any, all of them apply; otherwise the
 * queue's configuration applies.
 */
export function taskCallback(notify: StartNotify | undefined): JobCallback {
  if (notify?.state !== 'On') return {}
  if (!tells(notify)) return { url: 'no' }
  const { url, resultFormat, type, mqMode: mode, mqName: name, mqRegion: region } = notify
  return {
    format: resultFormat === 'JSON' ? 'JSON' : 'XML',
    ...(type === 'TDMQ' ? { type, mq: { mode, name, region } } : { url }),
  }
}

/** Where the WorkflowFinish of a run goes, if anywhere. */
export function finishTarget(notify: StartNotify | undefined): CallbackTarget | undefined {
  if (notify?.state !== 'On' || !tells(notify, 'WorkflowFinish')) return undefined
  const format = notify.resultFormat === 'JSON' ? 'JSON' : 'XML'
  if (notify.type !== 'TDMQ') return notify.url === '' ? undefined : { url: notify.url, format }
  const { mqMode: mode = 'Queue', mqName: name, mqRegion: region = '' } = notify
  return name === undefined ? undefined : { url: tdmqUrl({ mode, name, region }), format }
}
