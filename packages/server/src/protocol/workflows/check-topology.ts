import { WorkflowFault } from './workflow-fault.ts'
import { mayFollow } from './workflow-links.ts'
import type { XmlElement } from '../xml/xml.ts'

export interface TopologyRequest {
  readonly nodes: readonly NodeRequest[]
  readonly links: readonly { readonly from: string; readonly to: readonly string[] }[]
}

export interface NodeRequest {
  readonly name: string
  readonly type: string
  readonly operation: XmlElement
}

const START = 'Start'
const END = 'End'

/**
 * Throws InvalidArgument, naming the node, for a graph that can't run. Nodes may not be repeated or undescribed,
 * links must be allowed between their types, and there may be no cycle. Each node needs a path from Start and a
 * successor.
 */
export function assertValidTopology(topology: TopologyRequest): void {
  const { nodes, links } = topology
  const next: Next = new Map(links.map(({ from, to }) => [from, to]))
  assertNodes(topology)
  if (!next.has(START)) throw wrong('Dependencies has no Start.')
  const types = new Map([[START, START], [END, END], ...nodes.map(({ name, type }) => [name, type] as const)])
  for (const link of links) assertLink(link, types)
  assertPaths([START, ...nodes.map(({ name }) => name)], next)
}

function assertNodes({ nodes, links }: TopologyRequest): void {
  const names = nodes.map(({ name }) => name)
  const twice = repeated(names) ?? repeated(links.map(({ from }) => from))
  if (twice !== undefined) throw wrong(`${twice} is there twice.`, [twice])
  if (names.includes(END)) throw wrong(`${END} is no node that could be described.`)
  if (nodes.length === 0) throw wrong('there is no node beside Start.')
}

function assertLink(
  { from, to }: TopologyRequest['links'][number],
  types: ReadonlyMap<string, string>,
): void {
  for (const name of [from, ...to]) {
    if (!types.has(name)) throw wrong(`Dependencies names ${name}, which Nodes does not describe.`, [from])
  }
  if (from === END || to.includes(START))
    throw wrong(`nothing comes after ${END} or before ${START}.`, [from])
  for (const name of to) {
    const [before = '', after = ''] = [types.get(from), types.get(name)]
    if (!mayFollow(before, after))
      throw wrong(`${after} may not follow ${before} (${from} → ${name}).`, [name])
  }
}

/** `names` are those of all nodes, with Start first. */
function assertPaths(names: readonly string[], next: Next): void {
  const leadsNowhere = names.find((name) => (next.get(name) ?? []).length === 0)
  if (leadsNowhere !== undefined) {
    throw wrong(
      `Dependencies says nothing of what comes after ${leadsNowhere}; if nothing does, it is ${END}.`,
      [leadsNowhere],
    )
  }
  const cycle = findCycle(next)
  if (cycle) throw wrong(`${cycle.join(' → ')} is a circle.`, cycle)
  const reached = reachedFrom(START, next)
  const unreached = names.find((name) => !reached.has(name))
  if (unreached !== undefined) throw wrong(`${START} does not lead to ${unreached}.`, [unreached])
}

type Next = ReadonlyMap<string, readonly string[]>

function reachedFrom(name: string, next: Next, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(name)) return reached
  reached.add(name)
  for (const after of next.get(name) ?? []) reachedFrom(after, next, reached)
  return reached
}

/** Returns the nodes of a cycle, with the first of them repeated at the end. */
function findCycle(next: Next): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(name)
    if (at !== -1) return [...path.slice(at), name]
    if (done.has(name)) return undefined
    for (const after of next.get(name) ?? []) {
      const cycle = visit(after, [...path, name])
      if (cycle) return cycle
    }
    done.add(name)
    return undefined
  }
  for (const name of next.keys()) {
    const cycle = visit(name, [])
    if (cycle) return cycle
  }
  return undefined
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at)
}

function wrong(problem: string, nodes: readonly string[] = []): WorkflowFault {
  return new WorkflowFault('InvalidArgument', `Topology: ${problem}`, nodes)
}
