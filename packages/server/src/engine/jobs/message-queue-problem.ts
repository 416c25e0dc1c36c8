import type { JobCallback } from '../../jobs/tables.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { QueueNotify } from '../../queues/tables.ts'
import { messageQueueOf } from './callback-target.ts'
import type { JobEngine } from '../engine.ts'

type Regions = JobEngine['tdmq']

/** Why a job can't tell the message queue that it asks for: none is named, or no broker stands for it. */
export function jobMessageQueueProblem(
  job: JobCallback,
  queue: QueueNotify,
  regions: Regions,
): ProtocolError | undefined {
  const target = messageQueueOf(job, queue)
  if (!target) return missing('MqName')
  if (target.region === '') return missing('MqRegion')
  return regionProblem('CallBackMqConfig.MqRegion', target.region, regions)
}

/** Why the callbacks of a queue can't go to its message queue: no broker stands for it. */
export function queueMessageQueueProblem(
  { state, type, mqRegion }: QueueNotify,
  regions: Regions,
): ProtocolError | undefined {
  if (state !== 'On' || type !== 'TDMQ' || mqRegion === undefined) return undefined
  return regionProblem('NotifyConfig.MqRegion', mqRegion, regions)
}

function missing(name: string): ProtocolError {
  return new ProtocolError(
    'InvalidArgument',
    `CallBackMqConfig.${name} is required: CallBackType is TDMQ, and the queue names none.`,
  )
}

function regionProblem(path: string, region: string, regions: Regions): ProtocolError | undefined {
  if (regions.has(region)) return undefined
  return new ProtocolError(
    'InvalidArgument',
    `${path} is ${region}, but no message broker is configured for it: LEMNIS_TDMQ names none.`,
  )
}
