import { isBucketName, isRegion } from './bucket-name.ts'
import { readMessageQueue } from './message-queue.ts'
import {
  checkKeyAt,
  invalidArgument,
  optionalChoice,
  optionalName,
  optionalPlace,
  optionalUrl,
  pathOf,
  requiredName,
  type Place,
} from './read-fields.ts'
import { childrenNamed, childText, type XmlElement } from './xml.ts'

const MAX_OPERATIONS = 6
const USER_DATA = /^[\x20-\x7e]{1,1024}$/
const JOB_LEVELS = [0, 1, 2] as const
/** The tags whose jobs read no object that Input could name. */
const TAGS_WITHOUT_INPUT: ReadonlySet<string> = new Set(['Tts', 'FileCompress'])

/** What a client asks for with POST /jobs: one job per operation, all of them on one input. */
export interface JobRequest {
  readonly operations: readonly OperationRequest[]
  readonly input: InputRequest
  readonly queueId?: string
  readonly queueType?: 'SpeedTranscoding'
  readonly callback: CallbackRequest
}

/** At most one of the two; none only for the tags that read no input. */
interface InputRequest {
  /** A key in the bucket of the request. */
  readonly object?: string
  readonly url?: string
}

export interface OperationRequest {
  readonly tag: string
  /** The Operation itself: the tag reads its own block from it. */
  readonly element: XmlElement
  readonly templateId?: string
  readonly output?: OutputRequest
  readonly userData?: string
  readonly jobLevel: 0 | 1 | 2
  readonly customId?: string
}

interface OutputRequest {
  readonly region: string
  readonly bucket: string
  /** Keys, which may hold variables. Which of them a job needs, its tag knows. */
  readonly object?: string
  readonly spriteObject?: string
}

/** What the job says about its callback; the rest is the queue's to say. */
export interface CallbackRequest {
  /** `no` asks for silence even when the queue has an address. */
  readonly url?: string
  readonly format?: 'XML' | 'JSON'
  readonly type?: 'Url' | 'TDMQ'
  readonly mq?: { readonly mode?: 'Queue' | 'Topic'; readonly name?: string; readonly region?: string }
}

/**
 * Reads the body of POST /jobs in all its generations: one Tag for the request, or one in each of up to six
 * Operations. Throws InvalidArgument with a sentence that names the element. What the tag's own block, the template
 * and the queue must be is checked by those who own them.
 */
export function readJobRequest(root: XmlElement): JobRequest {
  if (root.name !== 'Request') throw invalidArgument('The root element must be Request.')
  const request: Place = { element: root, path: '' }
  const operations = readOperations(request)
  const queueId = optionalName(request, 'QueueId')
  const queueType = optionalChoice(request, 'QueueType', ['SpeedTranscoding'])
  return {
    operations,
    input: readInput(request, operations),
    ...(queueId !== undefined && { queueId }),
    ...(queueType !== undefined && { queueType }),
    callback: readCallback(request),
  }
}

/** Every tag that a request names, whatever else it has. */
export function tagsNamed(root: XmlElement): readonly string[] {
  const places = [root, ...childrenNamed(root, 'Operation')]
  return places.flatMap((place) => childText(place, 'Tag') ?? [])
}

function readOperations(request: Place): OperationRequest[] {
  const elements = childrenNamed(request.element, 'Operation')
  if (elements.length === 0) throw invalidArgument('Operation is required.')
  if (elements.length > MAX_OPERATIONS) {
    throw invalidArgument(`At most ${MAX_OPERATIONS} Operation elements are allowed.`)
  }
  const sharedTag = optionalName(request, 'Tag')
  return elements.map((element) => readOperation({ element, path: 'Operation' }, sharedTag))
}

/** The operation of a workflow's node, whose type is the tag of its jobs. Throws InvalidArgument. */
export function readNodeOperation(type: string, element: XmlElement): OperationRequest {
  return { ...readOperation({ element, path: 'Operation' }, type), tag: type }
}

function readOperation(operation: Place, sharedTag: string | undefined): OperationRequest {
  const tag = optionalName(operation, 'Tag') ?? sharedTag
  if (tag === undefined) throw invalidArgument('Tag is required.')
  const output = optionalPlace(operation, 'Output')
  // One published example nests these two in Output.
  const nested = output?.element
  const userData = childText(operation.element, 'UserData') ?? (nested && childText(nested, 'UserData'))
  const jobLevel = childText(operation.element, 'JobLevel') ?? (nested && childText(nested, 'JobLevel'))
  const templateId = optionalName(operation, 'TemplateId')
  const customId = optionalName(operation, 'CustomId')
  return {
    tag,
    element: operation.element,
    jobLevel: readJobLevel(jobLevel),
    ...(templateId !== undefined && { templateId }),
    ...(output && { output: readOutput(output) }),
    ...(userData !== undefined && { userData: checkUserData(userData) }),
    ...(customId !== undefined && { customId }),
  }
}

function readOutput(output: Place): OutputRequest {
  const region = requiredName(output, 'Region')
  if (!isRegion(region)) {
    throw invalidArgument(`${pathOf(output, 'Region')} must be the name of a region, such as ap-guangzhou.`)
  }
  const bucket = requiredName(output, 'Bucket')
  if (!isBucketName(bucket)) {
    throw invalidArgument(
      `${pathOf(output, 'Bucket')} must be the full name of a bucket, such as media-1250000000.`,
    )
  }
  const object = optionalKey(output, 'Object')
  const spriteObject = optionalKey(output, 'SpriteObject')
  return {
    region,
    bucket,
    ...(object !== undefined && { object }),
    ...(spriteObject !== undefined && { spriteObject }),
  }
}

function optionalKey(place: Place, name: string): string | undefined {
  const key = childText(place.element, name)
  if (key !== undefined) checkKeyAt(pathOf(place, name), key)
  return key
}

function checkUserData(userData: string): string {
  if (USER_DATA.test(userData)) return userData
  throw invalidArgument('Operation.UserData must be at most 1024 characters of printable ASCII.')
}

function readJobLevel(text: string | undefined): 0 | 1 | 2 {
  if (text === undefined) return 0
  const level = JOB_LEVELS.find((candidate) => String(candidate) === text)
  if (level !== undefined) return level
  throw invalidArgument(`Operation.JobLevel must be one of ${JOB_LEVELS.join(', ')}.`)
}

function readInput(request: Place, operations: readonly OperationRequest[]): InputRequest {
  const input = optionalPlace(request, 'Input')
  const object = input && childText(input.element, 'Object')
  if (object !== undefined) {
    // Some examples begin the key with a slash that is not part of it.
    const key = object.startsWith('/') ? object.slice(1) : object
    checkKeyAt('Input.Object', key)
    return { object: key }
  }
  const url = input && optionalUrl(input, 'Url')
  if (url !== undefined) return { url }
  if (operations.every(({ tag }) => TAGS_WITHOUT_INPUT.has(tag))) return {}
  throw invalidArgument('Input.Object is required.')
}

/** What stands in `request`, be it a whole request or the Operation of a batch. Throws InvalidArgument. */
export function readCallback(request: Place): CallbackRequest {
  const silent = childText(request.element, 'CallBack') === 'no'
  const url = silent ? 'no' : optionalUrl(request, 'CallBack')
  const format = optionalChoice(request, 'CallBackFormat', ['XML', 'JSON'])
  // Kafka is refused rather than accepted and never told.
  const type = optionalChoice(request, 'CallBackType', ['Url', 'TDMQ'])
  const config = optionalPlace(request, 'CallBackMqConfig')
  const mq = config && readMessageQueue(config)
  return {
    ...(url !== undefined && { url }),
    ...(format !== undefined && { format }),
    ...(type !== undefined && { type }),
    ...(mq && Object.keys(mq).length > 0 && { mq }),
  }
}
