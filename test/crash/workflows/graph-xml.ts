import {
  readWorkflow,
  type WorkflowRequest,
} from '../../../packages/server/src/protocol/workflows/read-workflow.ts'
import { readXml } from '../../../packages/server/src/protocol/xml/read-xml.ts'
import type { Graph, GraphNode } from './graph.ts'

/** What a run's callbacks are for. */
export const EVENTS = ['', 'WorkflowFinish', 'TaskFinish,WorkflowFinish', 'TaskFinish'] as const
export type Events = (typeof EVENTS)[number]

export interface DescribedGraph {
  readonly graph: Graph
  readonly name: string
  readonly prefix: string
  readonly bucket: { readonly name: string; readonly region: string }
  readonly queueId: string
  readonly events: Events
  readonly format: 'XML' | 'JSON'
}

/** The workflow as a client would ask for it, read as the service reads it. */
export function readGraph(described: DescribedGraph): WorkflowRequest {
  const { graph, name } = described
  const dependencies = element('Dependencies', linksXml(graph))
  const nodes = element('Nodes', startXml(described), ...graph.nodes.map((node) => nodeXml(node, described)))
  const topology = element('Topology', dependencies, nodes)
  const xml = element('Request', element('MediaWorkflow', element('Name', name), topology))
  return readWorkflow(readXml(new TextEncoder().encode(xml)))
}

function linksXml({ nodes }: Graph): string {
  const first = nodes.filter(({ isAfterStart }) => isAfterStart)
  const links = nodes.map((node) => {
    const after = nodes.filter(({ before }) => before.includes(node))
    return element(node.name, after.length === 0 ? 'End' : names(after))
  })
  return element('Start', names(first)) + links.join('')
}

function startXml({ prefix, queueId, events, format }: DescribedGraph): string {
  const notify = element(
    'NotifyConfig',
    element('State', 'On'),
    element('Url', 'http://app.test/cb'),
    element('Event', events),
    element('Type', 'Url'),
    element('ResultFormat', format),
  )
  const input = element(
    'Input',
    element('ObjectPrefix', prefix),
    element('QueueId', queueId),
    events === '' ? '' : notify,
  )
  return element('Start', element('Type', 'Start'), input)
}

function nodeXml({ number, name, type, ms, outputs, fails }: GraphNode, { bucket }: DescribedGraph): string {
  const output = element(
    'Output',
    element('Region', bucket.region),
    element('Bucket', bucket.name),
    element('Object', `out/\${RunId}/\${InputName}-${number}_\${Number}`),
  )
  const graph = element(
    'Graph',
    element('Node', name),
    element('Ms', String(ms)),
    element('Outputs', String(outputs)),
    element('Fails', fails),
  )
  return element(name, element('Type', type), element('Operation', output, graph))
}

function names(nodes: readonly GraphNode[]): string {
  return nodes.map(({ name }) => name).join(',')
}

/** Nothing in here needs escaping. */
function element(name: string, ...content: readonly string[]): string {
  return `<${name}>${content.join('')}</${name}>`
}
