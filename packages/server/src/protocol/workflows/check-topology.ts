import { invalidArgument } from '../xml/read-fields.ts'
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
export function assertValidTopology({ nodes, links }: TopologyRequest): void {
  const types = new Map([[START, START], [END, END], ...nodes.map(({ name, type }) => [name, type] as const)])
  const names = nodes.map(({ name }) => name)
  const twice = repeated(names) ?? repeated(links.map(({ from }) => from))
  if (twice !== undefined) throw wrong(`${twice} is there twice.`)
  if (names.includes(END)) throw wrong(`${END} is no node that could be described.`)
  if (nodes.length === 0) throw wrong('there is no node beside Start.')
  const next = new Map(links.map(({ from, to }) => [from, to]))
  if (!next.has(START)) throw wrong('Dependencies has no Start.')
  for (const { from, to } of links) {
    for (const name of [from, ...to]) {
      if (!types.has(name)) throw wrong(`Dependencies names ${name}, which Nodes does not describe.`)
    }
    if (from === END || to.includes(START)) throw wrong(`nothing comes after ${END} or before ${START}.`)
    for (const name of to) {
      const [before = '', after = ''] = [types.get(from), types.get(name)]
      if (!mayFollow(before, after)) throw wrong(`${after} may not follow ${before} (${from} → ${name}).`)
    }
  }
  const leadsNowhere = [START, ...names].find((name) => (next.get(name) ?? []).length === 0)
  if (leadsNowhere !== undefined) {
    throw wrong(
      `Dependencies says nothing of what comes after ${leadsNowhere}; if nothing does, it is ${END}.`,
    )
  }
  const circle = findCircle(next)
  if (circle) throw wrong(`${circle.join(' → ')} is a circle.`)
  const reached = reachedFrom(START, next)
  const lost = names.find((name) => !reached.has(name))
  if (lost !== undefined) throw wrong(`${START} does not lead to ${lost}.`)
}

type Next = ReadonlyMap<string, readonly string[]>

function reachedFrom(name: string, next: Next, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(name)) return reached
  reached.add(name)
  for (const after of next.get(name) ?? []) reachedFrom(after, next, reached)
  return reached
}

/** Returns the nodes of a cycle, with the first of them repeated at the end. */
function findCircle(next: Next): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    const at = path.indexOf(name)
    if (at !== -1) return [...path.slice(at), name]
    if (done.has(name)) return undefined
    for (const after of next.get(name) ?? []) {
      const circle = visit(after, [...path, name])
      if (circle) return circle
    }
    done.add(name)
    return undefined
  }
  for (const name of next.keys()) {
    const circle = visit(name, [])
    if (circle) return circle
  }
  return undefined
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, at) => names.indexOf(name) !== at)
}

function wrong(problem: string): Error {
  return invalidArgument(`Topology: ${problem}`)
}
