import type { JobCallback } from '../../jobs/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { QueueNotify } from '../../queues/tables.ts'
import { messageQueueOf } from './callback-target.ts'
import type { JobEngine } from '../engine.ts'

type Regions = JobEngine['tdmq']

/** Refuses a job that asks for a message queue which nobody named, or which no broker stands for. */
export function refuseJobMessageQueue(job: JobCallback, queue: QueueNotify, regions: Regions): void {
  const asked = messageQueueOf(job, queue)
  if (!asked) throw missing('MqName')
  if (asked.region === '') throw missing('MqRegion')
  refuseRegion('CallBackMqConfig.MqRegion', asked.region, regions)
}

/** Refuses a queue whose callbacks would go to a message queue that no broker stands for. */
export function refuseQueueMessageQueue({ state, type, mqRegion }: QueueNotify, regions: Regions): void {
  if (state !== 'On' || type !== 'TDMQ' || mqRegion === undefined) return
  refuseRegion('NotifyConfig.MqRegion', mqRegion, regions)
}

function missing(name: string): ProtocolError {
  return new ProtocolError(
    'InvalidArgument',
    `CallBackMqConfig.${name} is required: CallBackType is TDMQ, and the queue names none.`,
  )
}

function refuseRegion(path: string, region: string, regions: Regions): void {
  if (regions.has(region)) return
  throw new ProtocolError(
    'InvalidArgument',
    `${path} is ${region}, but no message broker is configured for it: LEMNIS_TDMQ names none.`,
  )
}
