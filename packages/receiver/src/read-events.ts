import type { CallbackFields, CallbackValue } from './callback-fields.ts'
import type {
  CosHeader,
  FinalState,
  JobDetail,
  JobFields,
  JobInput,
  JobWorkflow,
  TaskFinish,
  WorkflowExecution,
  WorkflowFinish,
  WorkflowTask,
} from './callback.ts'
import { OPERATION_SHAPES, OTHER_SHAPE } from './operation-shapes.ts'
import { isList, unexpected } from './read-fields.ts'
import { readShaped } from './read-shaped.ts'

// Documented fields are checked, those of an operation in read-shaped.ts; all others are passed on unchanged, so that fields of newer senders are kept.

export function readTaskFinish(fields: CallbackFields): TaskFinish {
  const jobs = listAt(fields, 'JobsDetail')
  if (jobs.length === 0) throw unexpected('JobsDetail is missing')
  return { ...fields, EventName: 'TaskFinish', JobsDetail: jobs.map(readJob) }
}

export function readWorkflowFinish(fields: CallbackFields): WorkflowFinish {
  const execution = fieldsAt(fields, 'WorkflowExecution')
  if (!execution) throw unexpected('WorkflowExecution is missing')
  return { ...fields, EventName: 'WorkflowFinish', WorkflowExecution: readExecution(execution) }
}

/** The operation is read by the shape of its tag, which the compiler can't follow: hence two signatures. */
function readJob(job: CallbackFields): JobDetail
function readJob(job: CallbackFields): JobFields {
  const input = fieldsAt(job, 'Input')
  const operation = fieldsAt(job, 'Operation')
  const workflow = fieldsAt(job, 'Workflow')
  const tag = textAt(job, 'Tag')
  return {
    ...job,
    Code: textAt(job, 'Code'),
    CreationTime: textAt(job, 'CreationTime'),
    EndTime: textAt(job, 'EndTime'),
    ...present('Input', input && readInput(input)),
    JobId: textAt(job, 'JobId'),
    ...present('Message', maybeTextAt(job, 'Message')),
    ...present('Operation', operation && readShaped(operation, OPERATION_SHAPES.get(tag) ?? OTHER_SHAPE)),
    ...present('Progress', maybeTextAt(job, 'Progress')),
    QueueId: textAt(job, 'QueueId'),
    ...present('QueueType', maybeTextAt(job, 'QueueType')),
    StartTime: textAt(job, 'StartTime'),
    State: finalStateOf(job),
    Tag: tag,
    ...present('Workflow', workflow && readWorkflow(workflow)),
  }
}

function readInput(input: CallbackFields): JobInput {
  return {
    ...input,
    BucketId: textAt(input, 'BucketId'),
    ...cosHeadersOf(input),
    ...present('Object', maybeTextAt(input, 'Object')),
    Region: textAt(input, 'Region'),
  }
}

function readWorkflow(workflow: CallbackFields): JobWorkflow {
  return {
    ...workflow,
    Name: textAt(workflow, 'Name'),
    RunId: textAt(workflow, 'RunId'),
    WorkflowId: textAt(workflow, 'WorkflowId'),
    WorkflowName: textAt(workflow, 'WorkflowName'),
  }
}

function readExecution(execution: CallbackFields): WorkflowExecution {
  return {
    ...execution,
    WorkflowId: textAt(execution, 'WorkflowId'),
    WorkflowName: textAt(execution, 'WorkflowName'),
    RunId: textAt(execution, 'RunId'),
    State: finalStateOf(execution),
    BucketId: textAt(execution, 'BucketId'),
    Object: textAt(execution, 'Object'),
    CreateTime: textAt(execution, 'CreateTime'),
    ...cosHeadersOf(execution),
    Tasks: listAt(execution, 'Tasks').map(readTask),
  }
}

function readTask(task: CallbackFields): WorkflowTask {
  return {
    ...task,
    Type: textAt(task, 'Type'),
    Name: textAt(task, 'Name'),
    State: textAt(task, 'State'),
    ...present('CreateTime', maybeTextAt(task, 'CreateTime')),
    ...present('StartTime', maybeTextAt(task, 'StartTime')),
    ...present('EndTime', maybeTextAt(task, 'EndTime')),
    ...present('JobId', maybeTextAt(task, 'JobId')),
    ...present('TemplateId', maybeTextAt(task, 'TemplateId')),
    ...present('TemplateName', maybeTextAt(task, 'TemplateName')),
  }
}

/** The Value of an empty header is left out on the wire, and is an empty text here. */
function cosHeadersOf(fields: CallbackFields): { readonly CosHeaders?: readonly CosHeader[] } {
  const headers = listAt(fields, 'CosHeaders').map((header) => ({
    ...header,
    Key: textAt(header, 'Key'),
    Value: maybeTextAt(header, 'Value') ?? '',
  }))
  return headers.length === 0 ? {} : { CosHeaders: headers }
}

function finalStateOf(fields: CallbackFields): FinalState {
  const state = textAt(fields, 'State')
  if (state !== 'Success' && state !== 'Failed') throw unexpected('State is neither Success nor Failed')
  return state
}

function textAt(fields: CallbackFields, name: string): string {
  const text = maybeTextAt(fields, name)
  if (text === undefined) throw unexpected(`${name} is missing`)
  return text
}

function maybeTextAt(fields: CallbackFields, name: string): string | undefined {
  const value = ownValue(fields, name)
  if (value !== undefined && typeof value !== 'string') throw unexpected(`${name} is not text`)
  return value
}

function fieldsAt(fields: CallbackFields, name: string): CallbackFields | undefined {
  const value = ownValue(fields, name)
  // An element that has only a line break is an empty container in pretty-printed XML.
  return value === undefined || isBlank(value) ? undefined : asFields(value, name)
}

/** Returns the items of a container array. In JSON a single item may be written without the array. */
function listAt(fields: CallbackFields, name: string): readonly CallbackFields[] {
  const value = ownValue(fields, name)
  if (value === undefined || isBlank(value)) return []
  const values = isList(value) ? value.filter((one) => !isBlank(one)) : [value]
  return values.map((one) => asFields(one, name))
}

function isBlank(value: CallbackValue): boolean {
  return typeof value === 'string' && value.trim() === ''
}

function asFields(value: CallbackValue, name: string): CallbackFields {
  if (typeof value === 'string' || isList(value)) throw unexpected(`${name} is not a container`)
  return value
}

function ownValue(fields: CallbackFields, name: string): CallbackValue | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

/** Returns an object with the member, or an empty one: a key with the value `undefined` would make XML and JSON differ. */
function present<N extends string, V>(name: N, value: V | undefined): Readonly<Partial<Record<N, V>>> {
  const result: Partial<Record<N, V>> = {}
  if (value !== undefined) result[name] = value
  return result
}
