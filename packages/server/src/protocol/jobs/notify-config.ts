import { readCallbackType, readMessageQueue } from './message-queue.ts'
import {
  invalidArgument,
  notImplemented,
  optionalChoice,
  optionalUrl,
  pathOf,
  skipFields,
  textAt,
  type FieldPath,
} from '../xml/read-fields.ts'
import type { XmlNode } from '../xml/xml.ts'

const EVENTS = ['TaskFinish', 'WorkflowFinish', 'WorkflowStart'] as const
/** Used by document queues, and in samples of some SDKs; no page defines it. */
const OLDER_EVENT = 'TransCodingFinish'

/** The destination of the callbacks of a queue or a workflow. Texts that were not configured are empty. */
export interface NotifyConfig {
  readonly state: 'On' | 'Off'
  readonly url: string
  /** One or more events, separated by commas. */
  readonly event: string
  readonly type: '' | 'Url' | 'TDMQ'
  readonly resultFormat: '' | 'XML' | 'JSON'
  readonly mqMode?: 'Queue' | 'Topic' | undefined
  readonly mqName?: string | undefined
  readonly mqRegion?: string | undefined
}

/** Reads a NotifyConfig. Throws InvalidArgument, naming the element. */
export function readNotify(notify: FieldPath): NotifyConfig {
  const state = optionalChoice(notify, 'State', ['On', 'Off']) ?? 'Off'
  const url = optionalUrl(notify, 'Url')
  const type = readType(notify, state)
  const mq = readMessageQueue(notify)
  const event = readEvents(notify)
  const resultFormat = optionalChoice(notify, 'ResultFormat', ['XML', 'JSON'])
  if (state === 'On') {
    if (type === undefined) throw requiredWhenOn(notify, 'Type')
    if (event === '') throw requiredWhenOn(notify, 'Event')
    if (type === 'Url' && url === undefined) throw requiredWhenOn(notify, 'Url')
    if (type === 'TDMQ' && mq.name === undefined) throw requiredWhenOn(notify, 'MqName')
    if (type === 'TDMQ' && mq.region === undefined) throw requiredWhenOn(notify, 'MqRegion')
  }
  const mode = mq.mode ?? (type === 'TDMQ' ? 'Queue' : undefined)
  return {
    state,
    url: url ?? '',
    event,
    type: type ?? '',
    resultFormat: resultFormat ?? 'XML',
    ...(mode !== undefined && { mqMode: mode }),
    ...(mq.name !== undefined && { mqName: mq.name }),
    ...(mq.region !== undefined && { mqRegion: mq.region }),
  }
}

/** If callbacks are off, Kafka does no harm. */
function readType(notify: FieldPath, state: NotifyConfig['state']): 'Url' | 'TDMQ' | undefined {
  if (state === 'On') return readCallbackType(notify, 'Type')
  skipFields(notify, 'KafkaConfig')
  const type = optionalChoice(notify, 'Type', ['Url', 'TDMQ', 'Kafka'])
  return type === 'Kafka' ? undefined : type
}

function readEvents(notify: FieldPath): string {
  const names = (textAt(notify, 'Event') ?? '').split(',').map((name) => name.trim())
  const events = names.filter((name) => name !== '')
  if (events.includes(OLDER_EVENT))
    throw notImplemented(`${pathOf(notify, 'Event')} ${OLDER_EVENT}`, 'the end of every job is a TaskFinish')
  if (events.some((event) => !EVENTS.some((known) => known === event))) {
    throw invalidArgument(`${pathOf(notify, 'Event')} must be a comma list of ${EVENTS.join(', ')}.`)
  }
  return [...new Set(events)].join(',')
}

function requiredWhenOn(notify: FieldPath, name: string): Error {
  return invalidArgument(`${pathOf(notify, name)} is required when ${pathOf(notify, 'State')} is On.`)
}

export function notifyNodes(notify: NotifyConfig): readonly XmlNode[] {
  return [
    ['Url', notify.url],
    ['Event', notify.event],
    ['Type', notify.type],
    ['State', notify.state],
    ['ResultFormat', notify.resultFormat],
    ['MqMode', notify.mqMode ?? ''],
    ['MqName', notify.mqName ?? ''],
    ['MqRegion', notify.mqRegion ?? ''],
  ]
}
