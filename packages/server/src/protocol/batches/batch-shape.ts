import { jobTime, type TimeZone } from '../times.ts'
import { elementNode, type XmlElement, type XmlNode } from '../xml/xml.ts'

/** A batch as clients see it. Times are ms since 1970. */
export interface BatchView {
  readonly batchId: string
  readonly type: 'Job' | 'Workflow'
  readonly name: string
  readonly state: string
  readonly code: string | undefined
  readonly message: string | undefined
  readonly createTime: number
  readonly endTime: number | undefined
  /** As they were sent. */
  readonly request: { readonly input: XmlElement; readonly operation: XmlElement }
  readonly timeZone: TimeZone
}

export function batchNode(batch: BatchView): XmlNode {
  const { createTime, endTime, timeZone, request } = batch
  return [
    'JobsDetail',
    [
      ['Code', batch.code ?? 'Success'],
      ['Message', batch.message ?? ''],
      ['Type', batch.type],
      ['Name', batch.name],
      ['JobId', batch.batchId],
      ['State', batch.state],
      ['CreationTime', jobTime(createTime, timeZone)],
      // A batch starts when it is accepted.
      ['StartTime', jobTime(createTime, timeZone)],
      ['EndTime', jobTime(endTime, timeZone)],
      elementNode(request.input),
      elementNode(request.operation),
    ],
  ]
}
