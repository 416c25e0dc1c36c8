import { cosHeaderNodes, type CosHeader } from '../cos-headers.ts'
import { jobTime, type TimeZone } from '../times.ts'
import { optionalText, type XmlNode } from '../xml/xml.ts'

/** A job as clients see it. Times are ms since 1970. */
export interface JobView {
  /** `Success` unless the job failed. */
  readonly code: string
  readonly message: string
  readonly jobId: string
  readonly state: 'Submitted' | 'Running' | 'Success' | 'Failed' | 'Pause' | 'Cancel'
  /** 0–100 */
  readonly progress?: number
  readonly creationTime: number
  readonly startTime?: number
  readonly endTime?: number
  readonly queueId: string
  /** As in the request. */
  readonly queueType?: string
  /** As the queue is listed; only in native JSON callbacks. */
  readonly queueCategory?: string
  readonly tag: string
  /** Whether it packs, unpacks or hashes files: responses for these list the times in the other order. */
  readonly isOfFiles?: boolean
  /** Absent for the tags that take no object. */
  readonly input?: JobInputView
  /** The children of Operation, in order. */
  readonly operation: readonly XmlNode[]
  /** Present if a workflow started the job. */
  readonly workflow?: JobWorkflowView
  readonly timeZone: TimeZone
}

interface JobInputView {
  readonly bucketId: string
  readonly object?: string
  readonly region: string
  /** Headers of the uploaded object, shown for a job that an upload triggered. */
  readonly cosHeaders?: readonly CosHeader[]
}

interface JobWorkflowView {
  /** Of the job's node. */
  readonly name: string
  readonly runId: string
  readonly workflowId: string
  readonly workflowName: string
}

/** Returns JobsDetail in the order of a response or of a callback, in which every level is in alphabetical order. */
export function jobDetail(view: JobView, order: 'response' | 'callback'): XmlNode {
  return ['JobsDetail', order === 'response' ? inResponseOrder(view) : inCallbackOrder(view)]
}

function inResponseOrder(view: JobView): XmlNode[] {
  const { timeZone, input } = view
  const start: XmlNode = ['StartTime', jobTime(view.startTime, timeZone)]
  const end: XmlNode = ['EndTime', jobTime(view.endTime, timeZone)]
  return [
    ['Code', view.code],
    ['Message', view.message],
    ['JobId', view.jobId],
    ['State', view.state],
    ...progressOf(view),
    ['CreationTime', jobTime(view.creationTime, timeZone)],
    ...(view.isOfFiles === true ? [end, start] : [start, end]),
    ['QueueId', view.queueId],
    ...optionalText('QueueType', view.queueType),
    ['Tag', view.tag],
    ...(input ? [inputInResponseOrder(input)] : []),
    ['Operation', view.operation],
    ...workflowOf(view),
  ]
}

function inCallbackOrder(view: JobView): XmlNode[] {
  const { timeZone, input } = view
  return [
    ['Code', view.code],
    ['CreationTime', jobTime(view.creationTime, timeZone)],
    ['EndTime', jobTime(view.endTime, timeZone)],
    ...(input ? [inputInCallbackOrder(input)] : []),
    ['JobId', view.jobId],
    ['Message', view.message],
    ['Operation', view.operation],
    ...progressOf(view),
    ['QueueId', view.queueId],
    ...optionalText('QueueType', view.queueType),
    ['StartTime', jobTime(view.startTime, timeZone)],
    ['State', view.state],
    ['Tag', view.tag],
    ...workflowOf(view),
  ]
}

/** Object stands last: the older parser of the Java SDK takes the last child of Input, whichever it is, for it. */
function inputInResponseOrder(input: JobInputView): XmlNode {
  return [
    'Input',
    [
      ['BucketId', input.bucketId],
      ...cosHeaderNodes(input.cosHeaders),
      ['Region', input.region],
      ...optionalText('Object', input.object),
    ],
  ]
}

function inputInCallbackOrder(input: JobInputView): XmlNode {
  return [
    'Input',
    [
      ['BucketId', input.bucketId],
      ...cosHeaderNodes(input.cosHeaders),
      ...optionalText('Object', input.object),
      ['Region', input.region],
    ],
  ]
}

function workflowOf({ workflow }: JobView): XmlNode[] {
  if (!workflow) return []
  const { name, runId, workflowId, workflowName } = workflow
  return [
    [
      'Workflow',
      [
        ['Name', name],
        ['RunId', runId],
        ['WorkflowId', workflowId],
        ['WorkflowName', workflowName],
      ],
    ],
  ]
}

function progressOf({ progress }: JobView): XmlNode[] {
  return progress === undefined ? [] : [['Progress', String(Math.floor(progress))]]
}
