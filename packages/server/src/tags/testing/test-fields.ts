import type { JsonValue } from '../../base/json.ts'
import { readBatch } from '../../protocol/batches/read-batch.ts'
import {
  readJobRequest,
  readNodeOperation,
  type OperationRequest,
} from '../../protocol/jobs/read-job-request.ts'
import { readQueueUpdate } from '../../protocol/jobs/queue-shape.ts'
import { readWorkflow } from '../../protocol/workflows/read-workflow.ts'
import { readTemplateRequest } from '../../protocol/jobs/template-shape.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import type { XmlElement, XmlNode } from '../../protocol/xml/xml.ts'
import { readParams, readTemplateParams } from '../read-operation.ts'
import { showOperation } from '../show-operation.ts'
import type { NamedTemplate } from '../tag.ts'
import type { Fields } from './tag-sample.ts'
import { aContext, BUCKET } from './test-tag.ts'
import { REGISTRY } from './test-tags.ts'

/** What the readers make of a body, and how it is shown again. */
export interface Reading {
  readonly read: unknown
  readonly shown: string
}

const WATERMARK: NamedTemplate = {
  id: 't1',
  name: 'mark',
  params: { place: { Type: 'Text', Pos: 'Top', LocMode: 'Absolute' } },
}

/** Reads a body that has `fields`, as the routes do. Throws what they reject it with. */
export function readDocument(document: string, fields: Fields): Reading {
  const root = toElement('Request', fields)
  const [kind = '', name = ''] = document.split(':')
  switch (kind) {
    case 'job': {
      const { operations, ...request } = readJobRequest(root)
      return readOperations(request, operations)
    }
    case 'template': {
      const request = readTemplateRequest(root)
      const template = REGISTRY.templates.require(request.tag)
      const params = readTemplateParams(template, request.field)
      return { read: [request.name, params], shown: write(template.show(params)) }
    }
    case 'workflow': {
      const { topology, ...workflow } = readWorkflow(root)
      const operations = topology.nodes.map(({ type, operation }) => readNodeOperation(type, operation))
      return readOperations({ workflow, links: topology.links }, operations)
    }
    case 'batch': {
      const { job, sent: _, ...batch } = readBatch(root, BUCKET)
      const order = job && { queueId: job.queueId, callback: job.callback }
      return readOperations({ batch, order }, job ? [job.operation] : [])
    }
    case 'queue':
      return { read: readQueueUpdate(root), shown: '' }
    default:
      throw new Error(`no document is called ${kind}:${name}`)
  }
}

function readOperations(request: unknown, operations: readonly OperationRequest[]): Reading {
  const read = operations.map((operation) => {
    const { field: _, ...rest } = operation
    const tag = REGISTRY.find(operation.tag)
    const params = readParams(tag, operation, aContext(undefined, { t1: WATERMARK }))
    return { rest, params, shown: write(showOperation(tag, toShow(operation, params), 'response')) }
  })
  return {
    read: [request, read.map(({ rest, params }) => [rest, params])],
    shown: read.map(({ shown }) => shown).join(''),
  }
}

function toShow(operation: OperationRequest, params: JsonValue): Parameters<typeof showOperation>[1] {
  const { output, userData, customId, jobLevel: level } = operation
  return { params, output, userData, customId, level, template: undefined, result: undefined, files: [] }
}

function write(nodes: readonly XmlNode[]): string {
  return nodes.map(writeXml).join('')
}

function toElement(name: string, fields: Fields): XmlElement {
  const below = new Map<string, Record<string, string>>()
  for (const [path, text] of Object.entries(fields)) {
    const [first = '', ...rest] = path.split('.')
    below.set(first, { ...below.get(first), [rest.join('.')]: text })
  }
  const children = [...below].filter(([child]) => child !== '')
  return {
    name,
    text: below.get('')?.[''] ?? '',
    children: children.map(([child, inside]) => toElement(child, inside)),
  }
}
