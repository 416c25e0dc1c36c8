import { notifyNodes } from '../jobs/notify-config.ts'
import type { TopologyRequest } from './check-topology.ts'
import type { ExtFilterRequest, StartRequest } from './read-workflow.ts'
import { executionTime, jobTime, type TimeZone } from '../times.ts'
import { elementNode, optionalText, type XmlNode } from '../xml/xml.ts'

/** A workflow as clients see it. Times are ms since 1970. */
export interface WorkflowView {
  readonly workflowId: string
  readonly name: string
  readonly state: 'Active' | 'Paused'
  readonly start: StartRequest
  readonly topology: TopologyRequest
  readonly bucketId: string
  readonly createTime: number
  readonly updateTime: number
  readonly timeZone: TimeZone
}

/** MediaWorkflowList in a list, MediaWorkflow in the response to a change. */
export function workflowNode(name: 'MediaWorkflow' | 'MediaWorkflowList', workflow: WorkflowView): XmlNode {
  return [
    name,
    [
      ['Name', workflow.name],
      ['WorkflowId', workflow.workflowId],
      ['State', workflow.state],
      ['CreateTime', jobTime(workflow.createTime, workflow.timeZone)],
      ['UpdateTime', jobTime(workflow.updateTime, workflow.timeZone)],
      ['BucketId', workflow.bucketId],
      ['Topology', topologyNodes(workflow)],
    ],
  ]
}

/** Each name once in Dependencies: the Go SDK reads it into a map and can't read two. */
export function topologyNodes({
  start,
  topology,
}: Pick<WorkflowView, 'start' | 'topology'>): readonly XmlNode[] {
  const dependencies = topology.links.map(({ from, to }): XmlNode => [from, to.join(',')])
  const nodes = topology.nodes.map(({ name, type, operation }): XmlNode => [
    name,
    [['Type', type], elementNode(operation)],
  ])
  return [
    ['Dependencies', dependencies],
    ['Nodes', [startNode(start), ...nodes]],
  ]
}

function startNode({ queues, objectPrefix, notify, extFilter }: StartRequest): XmlNode {
  return [
    'Start',
    [
      ['Type', 'Start'],
      [
        'Input',
        [
          ...optionalText('QueueId', queues.media),
          ...optionalText('PicProcessQueueId', queues.pic),
          ...optionalText('SpeechRecognitionQueueId', queues.asr),
          ...optionalText('AIProcessQueueId', queues.ai),
          ['ObjectPrefix', objectPrefix],
          ...(notify ? [['NotifyConfig', notifyNodes(notify)] as const] : []),
          ...(extFilter ? [filterNode(extFilter)] : []),
        ],
      ],
    ],
  ]
}

function filterNode(filter: ExtFilterRequest): XmlNode {
  const { customExts } = filter
  return [
    'ExtFilter',
    [
      ['State', filter.isOn ? 'On' : 'Off'],
      ['Video', String(filter.video)],
      ['Audio', String(filter.audio)],
      ['Image', String(filter.image)],
      ['ContentType', String(filter.contentType)],
      ['Custom', String(customExts.length > 0)],
      ...optionalText('CustomExts', customExts.length > 0 ? customExts.join('/') : undefined),
      ['AllFile', String(filter.allFile)],
    ],
  ]
}

export interface ExecutionView {
  readonly workflowId: string
  readonly workflowName: string
  readonly runId: string
  readonly createTime: number
  readonly object: string
  readonly state: string
  readonly start: StartRequest
  readonly topology: TopologyRequest
  readonly tasks: readonly TaskView[]
  readonly timeZone: TimeZone
}

export interface TaskView {
  readonly type: string
  readonly name: string
  readonly state: string
  readonly jobId?: string | undefined
  readonly createTime?: number | undefined
  readonly startTime?: number | undefined
  readonly endTime?: number | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
}

/** The response to GET /workflowexecution/{RunId}; the Go SDK reads the name from WorkflowName. */
export function executionNode(execution: ExecutionView): XmlNode {
  const time = (ms: number | undefined): string => executionTime(ms, execution.timeZone)
  return [
    'WorkflowExecution',
    [
      ['WorkflowId', execution.workflowId],
      ['Name', execution.workflowName],
      ['WorkflowName', execution.workflowName],
      ['RunId', execution.runId],
      ['CreateTime', time(execution.createTime)],
      ['Object', execution.object],
      ['State', execution.state],
      ['Topology', topologyNodes(execution)],
      ...execution.tasks.map((task): XmlNode => [
        'Tasks',
        [
          ['Type', task.type],
          ['JobId', task.jobId ?? ''],
          ['CreateTime', time(task.createTime)],
          ['Name', task.name],
          ['State', task.state],
          ['StartTime', time(task.startTime)],
          ['EndTime', time(task.endTime)],
          ['Code', task.code ?? ''],
          ['Message', task.message ?? ''],
        ],
      ]),
    ],
  ]
}

/** An entry in the response to GET /workflowexecution; the Go SDK reads CreationTime. */
export function listedExecutionNode(
  execution: Pick<ExecutionView, 'workflowId' | 'runId' | 'createTime' | 'object' | 'state' | 'timeZone'>,
): XmlNode {
  const created = executionTime(execution.createTime, execution.timeZone)
  return [
    'WorkflowExecutionList',
    [
      ['RunId', execution.runId],
      ['WorkflowId', execution.workflowId],
      ['Object', execution.object],
      ['CreateTime', created],
      ['CreationTime', created],
      ['State', execution.state],
    ],
  ]
}
