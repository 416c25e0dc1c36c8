import { IGNORED, skipIgnoredFields } from '../xml/ignored-fields.ts'
import {
  assertObjectKeyAt,
  childrenAt,
  invalidArgument,
  optionalChoice,
  optionalName,
  optionalField,
  pathOf,
  requiredName,
  requiredField,
  skipFields,
  startRequest,
  textAt,
  type FieldPath,
} from '../xml/read-fields.ts'
import { assertAllRead } from '../xml/assert-all-read.ts'
import { WORKFLOW_NAME } from '../name-rules.ts'
import { keyOfUrl } from '../object-url.ts'
import {
  readCallback,
  readOperationOf,
  type CallbackRequest,
  type OperationRequest,
} from '../jobs/read-job-request.ts'
import { readFilterTime } from '../times.ts'
import type { XmlElement } from '../xml/xml.ts'

const INPUTS = ['Manifest', 'UrlFile', 'Prefix', 'Object', 'Url'] as const

/** Spellings of the vendor's table of batches. */
const MISSPELLED: ReadonlyMap<string, string> = new Map([
  ['Animatin', 'Animation'],
  ['VoiceSpearte', 'VoiceSeparate'],
])

export interface BatchRequest {
  readonly name: string
  readonly input: BatchInput
  /** ms since 1970, both included: when an object must have been written. */
  readonly modified: { readonly from?: number | undefined; readonly to?: number | undefined }
  /** One of the two. */
  readonly workflowId?: string | undefined
  readonly job?: BatchJob | undefined
  /** As they were sent, to be shown again. */
  readonly sent: { readonly input: XmlElement; readonly operation: XmlElement }
}

/** A key in the bucket of the request, or a prefix of keys. */
export interface BatchInput {
  readonly kind: Exclude<(typeof INPUTS)[number], 'Url'>
  readonly value: string
}

interface BatchJob {
  readonly operation: OperationRequest
  readonly queueId: string | undefined
  readonly callback: CallbackRequest
}

/**
 * Reads the body of POST /inventorytriggerjob. Throws InvalidArgument, naming the element, and NotImplemented for an
 * unknown element. The parts of Operation for the tag, the templates and the queue are checked by their owners.
 */
export function readBatch(root: XmlElement, bucket: string): BatchRequest {
  const request = startRequest(root)
  const name = requiredName(request, 'Name')
  if (!WORKFLOW_NAME.test(name))
    throw invalidArgument('Name must have at most 128 letters, digits, hyphens and underscores.')
  const input = requiredField(request, 'Input')
  const operation = requiredField(request, 'Operation')
  skipIgnoredFields(request, IGNORED.jobs)
  const workflowId = readWorkflowId(operation)
  const type =
    optionalChoice(request, 'Type', ['Job', 'Workflow']) ?? (workflowId === undefined ? 'Job' : 'Workflow')
  if (type === 'Workflow' && workflowId === undefined)
    throw invalidArgument('Operation.WorkflowIds is required for Type Workflow.')
  if (type === 'Job' && workflowId !== undefined)
    throw invalidArgument('Operation.WorkflowIds is for Type Workflow.')
  const read = {
    name,
    input: readInput(input, bucket),
    modified: readTimes(operation),
    ...(type === 'Workflow' ? { workflowId } : { job: readJob(operation) }),
    sent: { input: input.element, operation: operation.element },
  }
  // The Operation of a job is checked after its tag has read it.
  if (type === 'Job') skipFields(request, 'Operation')
  assertAllRead(request)
  return read
}

function readWorkflowId(operation: FieldPath): string | undefined {
  const several = childrenAt(operation, 'WorkflowIds', 'text').length > 1
  const id = optionalName(operation, 'WorkflowIds')
  if (several || id?.includes(',') === true)
    throw invalidArgument('Operation.WorkflowIds must be the id of one workflow.')
  return id
}

function readInput(input: FieldPath, bucket: string): BatchInput {
  const given = INPUTS.flatMap((kind) => {
    const value = textAt(input, kind)
    return value === undefined ? [] : [{ kind, value }]
  })
  const [one] = given
  if (!one || given.length > 1)
    throw invalidArgument(
      `Input must have exactly one of ${INPUTS.join(', ')}; a Prefix of / is the whole bucket.`,
    )
  const path = pathOf(input, one.kind)
  if (one.kind === 'Url') return { kind: 'Object', value: keyOfUrl(path, one.value, bucket) }
  const { kind } = one
  const value = keyIn(path, { kind, value: one.value }, bucket)
  if (kind !== 'Prefix' || value !== '') assertObjectKeyAt(path, value)
  return { kind, value }
}

/** Files may be named by their URL as well. Some examples prefix keys with a slash that is not part of them. */
function keyIn(path: string, { kind, value }: BatchInput, bucket: string): string {
  const isFile = kind === 'Manifest' || kind === 'UrlFile'
  return isFile && /^https?:\/\//i.test(value) ? keyOfUrl(path, value, bucket) : value.replace(/^\//, '')
}

function readTimes(operation: FieldPath): BatchRequest['modified'] {
  const interval = optionalField(operation, 'TimeInterval')
  if (!interval) return {}
  const read = (name: string): number | undefined => {
    const text = textAt(interval, name)
    return text === undefined ? undefined : readFilterTime(pathOf(interval, name), text)
  }
  const [from, end] = [read('Start'), read('End')]
  if (from !== undefined && end !== undefined && end < from)
    throw invalidArgument(`${pathOf(interval, 'End')} must not be before Start.`)
  // Times have whole seconds, and the named one is included in the interval.
  return { from, to: end === undefined ? undefined : end + 999 }
}

/** Elements of a batch's Operation that are directly in the Operation of a job. */
const BESIDE: ReadonlySet<string> = new Set(['Output', 'UserData', 'JobLevel'])

/**
 * Elements that a job has directly in Operation are in JobParam here. Elements that a job has outside of Operation
 * are inside it.
 */
function readJob(operation: FieldPath): BatchJob {
  const tag = corrected(requiredName(operation, 'Tag'))
  const params = optionalField(operation, 'JobParam')?.element.children ?? []
  const own = operation.element.children.filter(({ name }) => name !== 'JobParam' && name !== 'Tag')
  const element: XmlElement = {
    name: 'Operation',
    text: '',
    children: [...params.map((param) => ({ ...param, name: corrected(param.name) })), ...own],
  }
  const isBeside = (name: string): boolean => BESIDE.has(name) || own.some((child) => child.name === name)
  const locate = (name: string): string =>
    isBeside(name) ? pathOf(operation, name) : `${pathOf(operation, 'JobParam')}.${name}`
  return {
    operation: readOperationOf(tag, { ...operation, element, locate }),
    queueId: optionalName(operation, 'QueueId'),
    callback: readCallback(operation),
  }
}

function corrected(name: string): string {
  return MISSPELLED.get(name) ?? name
}
