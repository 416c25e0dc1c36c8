import type { z } from 'zod'
import type { templatePageSchema } from '../../../../server/src/api-schemas/templates.ts'
import { useResource } from '../../api/resource.ts'
import type { GraphNode } from '../../graph/graph-view.tsx'
import { link } from '../../ui/links.ts'
import { jobOf, stateOf, type Task, type WorkflowDetail } from './describe-graph.ts'

const START = 'Start'
/** As many as a bucket may have. */
const ALL = 1_000

interface Graph {
  readonly nodes: WorkflowDetail['nodes']
  readonly bucket: string
  /** What starts a run, or has started this one. */
  readonly start: string
  /** Of a run. */
  readonly tasks?: readonly Task[]
}

/** The nodes of a graph as they are drawn; of a run, with how each stands. */
export function useGraphNodes({ nodes, bucket, start, tasks }: Graph): readonly GraphNode[] {
  const off = nodes.every(({ template }) => template === null)
  const { data } = useResource<z.infer<typeof templatePageSchema>>('templates', {
    query: { bucket, limit: ALL },
    off,
  })
  const names = new Map(data?.templates.map(({ id, name }) => [id, name]))
  return nodes.map(({ node, type, next, template }) => {
    const own = tasks?.filter((task) => task.node === node) ?? []
    const job = jobOf(own)
    const kind = node === START ? start : type
    const named = template === null ? kind : `${type} · ${names.get(template) ?? template}`
    return {
      name: node,
      detail: own.length > 1 ? `${named} × ${own.length}` : named,
      next,
      state: tasks && stateOf(own),
      href: job === undefined ? undefined : link(`/jobs/${job}`),
    }
  })
}
