import type { z } from 'zod'
import type { workflowDetailSchema } from '../../../api-schemas/workflows.ts'
import type { BrowsedWorkflowDetail } from '../../../engine/operator/browse-workflows.ts'
import { topologyNodes } from '../../../protocol/workflows/workflow-shape.ts'
import { writeXml } from '../../../protocol/xml/write-xml.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { Topology } from '../../../workflows/topology.ts'
import { jsonOf } from '../json-of.ts'
import { toIsoTime } from '../times.ts'

/** A workflow alone. */
export function serializeWorkflow({
  start,
  topology,
  createdAt,
  updatedAt,
  ...workflow
}: BrowsedWorkflowDetail): z.input<typeof workflowDetailSchema> {
  const graph = topologyNodes({ start, topology })
  const content: readonly XmlNode[] = [
    ['Name', workflow.name],
    ['State', workflow.state],
    ['Topology', graph],
  ]
  const request: readonly XmlNode[] = [['MediaWorkflow', content]]
  return {
    ...workflow,
    createdAt: toIsoTime(createdAt),
    updatedAt: toIsoTime(updatedAt),
    nodes: linksOf(topology),
    topology: jsonOf(graph),
    request: jsonOf(request),
    xml: writeXml(['Request', request]),
  }
}

/** Start and each node, with what follows it and the template that its jobs take their parameters from. */
export function linksOf({ nodes, links }: Topology): z.input<typeof workflowDetailSchema>['nodes'] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  return links.map(({ from, to }) => {
    const node = byName.get(from)
    return {
      node: from,
      type: node?.type ?? from,
      next: [...to],
      template: node?.operation.children.find(({ name }) => name === 'TemplateId')?.text.trim() ?? null,
    }
  })
}
