import type { JobCallback } from '../../jobs/tables.ts'
import type { XmlNode } from '../../protocol/xml/xml.ts'
import { optionalText } from '../../protocol/xml/xml.ts'
import type { TagRegistry } from '../../tags/registry.ts'
import { showOperation } from '../../tags/show-operation.ts'
import type { ShownJob } from './job-view.ts'

/** Named by its id alone: the template itself says the rest. */
const TEMPLATE_NAME = 'TemplateName'

/** Returns the body of POST /jobs that asks for the same job again. */
export function requestOfJob(job: ShownJob, tags: TagRegistry): XmlNode {
  const { order, inputKey, queueId } = job
  const { params, output, template, userData, customId, queueType, callback } = order
  const operation = showOperation(
    tags.find(job.tag),
    { params, output, template, userData, customId, level: job.level, result: undefined, files: [] },
    'response',
  ).filter(([name]) => name !== TEMPLATE_NAME)
  return [
    'Request',
    [
      ['Tag', job.tag],
      ...(inputKey === undefined ? [] : [['Input', [['Object', inputKey]]] as const]),
      ['Operation', operation],
      ['QueueId', queueId],
      ...optionalText('QueueType', queueType),
      ...callbackNodes(callback),
    ],
  ]
}

function callbackNodes({ url, format, type, mq }: JobCallback): readonly XmlNode[] {
  const queue = mq && [
    ...optionalText('MqMode', mq.mode),
    ...optionalText('MqName', mq.name),
    ...optionalText('MqRegion', mq.region),
  ]
  return [
    ...optionalText('CallBack', url),
    ...optionalText('CallBackFormat', format),
    ...optionalText('CallBackType', type),
    ...(queue ? [['CallBackMqConfig', queue] as const] : []),
  ]
}
