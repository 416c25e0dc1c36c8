import { jobDetail, type JobView } from './job-detail.ts'
import { writeJson } from './write-json.ts'
import { writeXml } from './write-xml.ts'
import type { XmlNode } from './xml.ts'

export type CallbackFormat = 'XML' | 'JSON'

export interface CallbackBody {
  readonly body: string
  readonly contentType: string
}

/** Elements that the protocol calls container arrays: arrays in JSON even when there is one. */
const ARRAYS: ReadonlySet<string> = new Set(['JobsDetail', 'CosHeaders'])

/** What is sent when a job has ended. */
export function taskFinishBody(view: JobView, format: CallbackFormat): CallbackBody {
  const content: readonly XmlNode[] = [['EventName', 'TaskFinish'], jobDetail(view, 'callback')]
  return format === 'JSON'
    ? { body: writeJson(content, ARRAYS), contentType: 'application/json' }
    : { body: writeXml(['Response', content]), contentType: 'application/xml' }
}
