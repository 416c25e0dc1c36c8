import { cosHeaderNodes, type CosHeader } from '../cos-headers.ts'
import { workflowCallbackTime, type TimeZone } from '../times.ts'
import { writeCallback, type CallbackBody, type CallbackForm } from './write-callback.ts'
import type { XmlNode } from '../xml/xml.ts'

export interface FinishedTask {
  readonly type: string
  readonly name: string
  readonly state: string
  readonly jobId: string | undefined
  readonly template: { readonly id: string; readonly name: string } | undefined
  /** ms since 1970 */
  readonly createTime: number
  readonly endTime: number | undefined
}

export interface FinishedWorkflow {
  readonly workflowId: string
  readonly workflowName: string
  readonly runId: string
  readonly state: 'Success' | 'Failed'
  readonly bucketId: string
  readonly object: string
  /** ms since 1970 */
  readonly createTime: number
  readonly cosHeaders: readonly CosHeader[]
  readonly tasks: readonly FinishedTask[]
  readonly timeZone: TimeZone
}

/** Returns the callback of a run that has ended. Its order follows the vendor's example and is not alphabetical. */
export function workflowFinishBody(finished: FinishedWorkflow, form: CallbackForm): CallbackBody {
  const time = (ms: number | undefined): string => workflowCallbackTime(ms, finished.timeZone)
  const execution: readonly XmlNode[] = [
    ['WorkflowId', finished.workflowId],
    ['WorkflowName', finished.workflowName],
    ['RunId', finished.runId],
    ['State', finished.state],
    ['BucketId', finished.bucketId],
    ['Object', finished.object],
    ['CreateTime', time(finished.createTime)],
    ...cosHeaderNodes(finished.cosHeaders),
    ...finished.tasks.map((task): XmlNode => [
      'Tasks',
      [
        ['Type', task.type],
        ['CreateTime', time(task.createTime)],
        ['EndTime', time(task.endTime)],
        ['State', task.state],
        ['JobId', task.jobId ?? ''],
        ['Name', task.name],
        ...(task.template
          ? ([
              ['TemplateId', task.template.id],
              ['TemplateName', task.template.name],
            ] as const)
          : []),
      ],
    ]),
  ]
  return writeCallback(
    [
      ['EventName', 'WorkflowFinish'],
      ['WorkflowExecution', execution],
    ],
    form,
  )
}
