import {
  invalidArgument,
  notImplemented,
  optionalChoice,
  pathOf,
  textAt,
  type FieldPath,
} from '../xml/read-fields.ts'

const MODES = ['Queue', 'Topic'] as const
const REGIONS = ['sh', 'bj', 'gz', 'cd', 'hk'] as const

/** The limit of a short string in AMQP. */
const NAME_MAX_BYTES = 255
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u

/**
 * Reads the transport of a callback from the child `name`. Kafka is rejected, because a callback would never arrive.
 */
export function readCallbackType(place: FieldPath, name: string): 'Url' | 'TDMQ' | undefined {
  const type = textAt(place, name)
  if (type?.toLowerCase() === 'kafka')
    throw notImplemented(`${pathOf(place, name)} Kafka`, 'callbacks are sent to a Url or to TDMQ')
  return optionalChoice(place, name, ['Url', 'TDMQ'])
}

/** MqMode, MqName and MqRegion, if present. */
interface MessageQueueFields {
  readonly mode?: 'Queue' | 'Topic'
  readonly name?: string
  readonly region?: (typeof REGIONS)[number]
}

/** Reads the fields that name a message queue. Throws InvalidArgument, naming the element. */
export function readMessageQueue(place: FieldPath): MessageQueueFields {
  const mode = optionalChoice(place, 'MqMode', MODES)
  const name = textAt(place, 'MqName')
  const region = optionalChoice(place, 'MqRegion', REGIONS)
  if (name !== undefined && (Buffer.byteLength(name) > NAME_MAX_BYTES || UNPRINTABLE.test(name))) {
    throw invalidArgument(
      `${pathOf(place, 'MqName')} must have at most ${NAME_MAX_BYTES} bytes and no control characters.`,
    )
  }
  return {
    ...(mode !== undefined && { mode }),
    ...(name !== undefined && { name }),
    ...(region !== undefined && { region }),
  }
}
