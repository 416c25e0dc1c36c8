import { isBucketName, isRegion } from '../bucket-name.ts'
import { readCallbackType, readMessageQueue } from './message-queue.ts'
import { IGNORED, skipIgnoredFields } from '../xml/ignored-fields.ts'
import {
  assertObjectKeyAt,
  childrenAt,
  invalidArgument,
  optionalChoice,
  optionalName,
  optionalField,
  optionalUrl,
  pathOf,
  readObjectKey,
  requiredName,
  startReading,
  startRequest,
  textAt,
  type FieldPath,
} from '../xml/read-fields.ts'
import { assertAllRead } from '../xml/assert-all-read.ts'
import { childrenNamed, childText, type XmlElement } from '../xml/xml.ts'

const MAX_OPERATIONS = 6
const USER_DATA = /^[\x20-\x7e]{1,1024}$/
const JOB_LEVELS = [0, 1, 2] as const
/** Tags whose jobs need no Input. All parts of a Concat may be fragments. */
const TAGS_WITHOUT_INPUT: ReadonlySet<string> = new Set(['Tts', 'FileCompress', 'Concat'])
/** Tags without parameters. */
const TAGS_WITHOUT_OPERATION: ReadonlySet<string> = new Set(['MediaInfo'])

/** The body of POST /jobs: one job per operation, all with one input. */
export interface JobRequest {
  readonly operations: readonly OperationRequest[]
  readonly input: InputRequest
  readonly queueId?: string
  readonly queueType?: 'SpeedTranscoding'
  readonly callback: CallbackRequest
}

/** Object, Url or both, for one object; none only for the tags that need no input. */
interface InputRequest {
  /** A key in the bucket of the request. */
  readonly object?: string
  /** The URL of an object in it. */
  readonly url?: string
  /** Must be those of the request. */
  readonly bucket?: string
  readonly region?: string
}

export interface OperationRequest {
  readonly tag: string
  /** The Operation: the tag reads its own block from it, and unread elements are then rejected. */
  readonly field: FieldPath
  readonly templateId?: string
  readonly output?: OutputRequest
  readonly userData?: string
  readonly jobLevel: 0 | 1 | 2
  readonly customId?: string
}

interface OutputRequest {
  readonly region: string
  readonly bucket: string
  /** Keys, which may have variables. The tag decides which of them a job needs. */
  readonly object?: string
  readonly spriteObject?: string
}

/** The callback settings of a job; the rest is set by its queue. */
export interface CallbackRequest {
  /** `no`: no callback, even if the queue has a URL. */
  readonly url?: string
  readonly format?: 'XML' | 'JSON'
  readonly type?: 'Url' | 'TDMQ'
  readonly mq?: { readonly mode?: 'Queue' | 'Topic'; readonly name?: string; readonly region?: string }
}

/**
 * Reads the body of POST /jobs in all its generations: one Tag for the request, or one in each of up to six
 * Operations. Throws InvalidArgument, naming the element, and NotImplemented for an unknown element. The parts of an
 * Operation, the template and the queue are checked by their owners.
 */
export function readJobRequest(root: XmlElement): JobRequest {
  const request = startRequest(root)
  const operations = readOperations(request)
  const queueId = optionalName(request, 'QueueId')
  const queueType = optionalChoice(request, 'QueueType', ['SpeedTranscoding'])
  const read = {
    operations,
    input: readInput(request, operations),
    ...(queueId !== undefined && { queueId }),
    ...(queueType !== undefined && { queueType }),
    callback: readCallback(request),
  }
  skipIgnoredFields(request, IGNORED.jobs)
  assertAllRead(request)
  return read
}

/** Returns every tag that a request names. */
export function tagsNamed(root: XmlElement): readonly string[] {
  const places = [root, ...childrenNamed(root, 'Operation')]
  return places.flatMap((place) => childText(place, 'Tag') ?? [])
}

function readOperations(request: FieldPath): OperationRequest[] {
  // Each is checked by itself, after its tag has read it.
  const elements = childrenAt(request, 'Operation', 'whole')
  const sharedTag = optionalName(request, 'Tag')
  if (elements.length > MAX_OPERATIONS) {
    throw invalidArgument(`At most ${MAX_OPERATIONS} Operation elements are allowed.`)
  }
  if (elements.length > 0)
    return elements.map((element) => readOperation({ ...request, element, path: 'Operation' }, sharedTag))
  if (sharedTag === undefined || !TAGS_WITHOUT_OPERATION.has(sharedTag))
    throw invalidArgument('Operation is required.')
  return [readNodeOperation(sharedTag, { name: 'Operation', text: '', children: [] })]
}

/** Reads the operation of a workflow's node, whose type is the tag of its jobs. Throws InvalidArgument. */
export function readNodeOperation(type: string, element: XmlElement): OperationRequest {
  return readOperationOf(type, startReading(element, 'Operation'))
}

/** Reads an operation of the tag `tag`, whatever its own Tag is. Throws InvalidArgument. */
export function readOperationOf(tag: string, operation: FieldPath): OperationRequest {
  return { ...readOperation(operation, tag), tag }
}

function readOperation(operation: FieldPath, sharedTag: string | undefined): OperationRequest {
  const tag = optionalName(operation, 'Tag') ?? sharedTag
  if (tag === undefined) throw invalidArgument('Tag is required.')
  const output = optionalField(operation, 'Output')
  // One published example has these two in Output.
  const userData = textAt(operation, 'UserData') ?? (output && textAt(output, 'UserData'))
  const jobLevel = textAt(operation, 'JobLevel') ?? (output && textAt(output, 'JobLevel'))
  const templateId = optionalName(operation, 'TemplateId')
  const customId = optionalName(operation, 'CustomId')
  skipIgnoredFields(operation, IGNORED.operation)
  return {
    tag,
    field: operation,
    jobLevel: readJobLevel(jobLevel),
    ...(templateId !== undefined && { templateId }),
    ...(output && { output: readOutput(output) }),
    ...(userData !== undefined && { userData: checkUserData(userData) }),
    ...(customId !== undefined && { customId }),
  }
}

function readOutput(output: FieldPath): OutputRequest {
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
  skipIgnoredFields(output, IGNORED.output)
  return {
    region,
    bucket,
    ...(object !== undefined && { object }),
    ...(spriteObject !== undefined && { spriteObject }),
  }
}

function optionalKey(place: FieldPath, name: string): string | undefined {
  const key = textAt(place, name)
  if (key !== undefined) assertObjectKeyAt(pathOf(place, name), key)
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

function readInput(request: FieldPath, operations: readonly OperationRequest[]): InputRequest {
  const input = optionalField(request, 'Input')
  const object = input && textAt(input, 'Object')
  const url = input && optionalUrl(input, 'Url')
  const named = { ...(url !== undefined && { url }), ...(input && readInputBucket(input)) }
  if (object === undefined) {
    if (url !== undefined || operations.every(({ tag }) => TAGS_WITHOUT_INPUT.has(tag))) return named
    throw invalidArgument('Input.Object is required.')
  }
  return { object: readObjectKey('Input.Object', object), ...named }
}

/** Some clients repeat the bucket and region of the host name. */
function readInputBucket(input: FieldPath): Pick<InputRequest, 'bucket' | 'region'> {
  const bucket = optionalName(input, 'BucketId') ?? optionalName(input, 'Bucket')
  const region = optionalName(input, 'Region')
  skipIgnoredFields(input, IGNORED.input)
  return { ...(bucket !== undefined && { bucket }), ...(region !== undefined && { region }) }
}

/**
 * Reads the callback elements of `request`, which is a whole request or the Operation of a batch. Throws
 * InvalidArgument.
 */
export function readCallback(request: FieldPath): CallbackRequest {
  const silent = textAt(request, 'CallBack') === 'no'
  const url = silent ? 'no' : optionalUrl(request, 'CallBack')
  const format = optionalChoice(request, 'CallBackFormat', ['XML', 'JSON'])
  const type = readCallbackType(request, 'CallBackType')
  const config = optionalField(request, 'CallBackMqConfig')
  const mq = config && readMessageQueue(config)
  return {
    ...(url !== undefined && { url }),
    ...(format !== undefined && { format }),
    ...(type !== undefined && { type }),
    ...(mq && Object.keys(mq).length > 0 && { mq }),
  }
}
