import { notifyNodes, readNotify, type NotifyConfig } from './notify-config.ts'
import { IGNORED, skipIgnoredFields } from '../xml/ignored-fields.ts'
import {
  invalidArgument,
  optionalChoice,
  pathOf,
  requiredName,
  requiredField,
  startRequest,
  textAt,
  type FieldPath,
} from '../xml/read-fields.ts'
import { assertAllRead } from '../xml/assert-all-read.ts'
import { jobTime, type TimeZone } from '../times.ts'
import type { XmlElement, XmlNode } from '../xml/xml.ts'

export const QUEUE_NAME_MAX_BYTES = 128
const STATES = ['Active', 'Paused'] as const
/** Above any queue in use; keeps the counters far from the limits of an integer. */
export const QUEUE_COUNT = { least: 1, most: 1_000_000_000 }
export const CALLBACK_DEADLINE_MS = { least: 1_000, most: 60_000 }

/** The settings of PUT /queue/{id}, which replaces all of them. */
export interface QueueUpdateRequest {
  readonly name: string
  readonly state: 'Active' | 'Paused'
  readonly notify: NotifyConfig
  /** These are extensions: the vendor's queues can't be resized by a request. */
  readonly maxSize?: number
  readonly maxConcurrent?: number
  readonly callbackDeadlineMs?: number
}

/** Reads the body of PUT /queue/{id}. Throws InvalidArgument and NotImplemented, naming the element. */
export function readQueueUpdate(root: XmlElement): QueueUpdateRequest {
  const request = startRequest(root)
  const name = requiredName(request, 'Name')
  if (Buffer.byteLength(name) > QUEUE_NAME_MAX_BYTES) {
    throw invalidArgument(`Name must have at most ${QUEUE_NAME_MAX_BYTES} bytes.`)
  }
  const state = optionalChoice(request, 'State', STATES)
  if (state === undefined) throw invalidArgument(`State is required: ${STATES.join(' or ')}.`)
  const maxSize = optionalCount(request, 'MaxSize')
  const maxConcurrent = optionalCount(request, 'MaxConcurrent')
  const callbackDeadlineMs = optionalCount(request, 'CallbackDeadlineMs', CALLBACK_DEADLINE_MS)
  const notify = readNotify(requiredField(request, 'NotifyConfig'))
  skipIgnoredFields(request, IGNORED.queue)
  assertAllRead(request)
  return {
    name,
    state,
    notify,
    ...(maxSize !== undefined && { maxSize }),
    ...(maxConcurrent !== undefined && { maxConcurrent }),
    ...(callbackDeadlineMs !== undefined && { callbackDeadlineMs }),
  }
}

function optionalCount(place: FieldPath, name: string, { least, most } = QUEUE_COUNT): number | undefined {
  const text = textAt(place, name)
  if (text === undefined) return undefined
  const count = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (count >= least && count <= most) return count
  throw invalidArgument(`${pathOf(place, name)} must be a whole number from ${least} to ${most}.`)
}

/** A queue as clients see it. Times are ms since 1970. */
export interface QueueView {
  readonly queueId: string
  readonly name: string
  readonly state: 'Active' | 'Paused'
  readonly notify: NotifyConfig
  readonly maxSize: number
  readonly maxConcurrent: number
  readonly category: string
  readonly bucketId: string
  readonly createTime: number
  readonly updateTime: number
  readonly timeZone: TimeZone
}

/** QueueList in a list, Queue in the response to an update. */
export function queueNode(name: 'QueueList' | 'Queue', queue: QueueView): XmlNode {
  return [
    name,
    [
      ['QueueId', queue.queueId],
      ['Name', queue.name],
      ['State', queue.state],
      ['NotifyConfig', notifyNodes(queue.notify)],
      ['MaxSize', String(queue.maxSize)],
      ['MaxConcurrent', String(queue.maxConcurrent)],
      ['UpdateTime', jobTime(queue.updateTime, queue.timeZone)],
      ['CreateTime', jobTime(queue.createTime, queue.timeZone)],
      ['Category', queue.category],
      ['BucketId', queue.bucketId],
    ],
  ]
}
