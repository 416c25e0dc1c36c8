import { Graph, layout, type EdgeLabel, type GraphLabel, type NodeLabel, type Point } from '@dagrejs/dagre'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Link {
  readonly from: string
  readonly to: string
}

export interface Placed extends Size {
  readonly name: string
  /** Of its left upper corner, px. */
  readonly x: number
  readonly y: number
}

export interface Arrow extends Link {
  /** For an SVG. */
  readonly path: string
}

export interface Layout extends Size {
  readonly nodes: readonly Placed[]
  readonly arrows: readonly Arrow[]
}

export interface Drawing {
  readonly nodes: ReadonlyMap<string, Size>
  readonly links: readonly Link[]
  readonly direction: 'right' | 'down'
}

/** Where each node of an acyclic graph stands, and the arrows between them. A link to what is no node is left out. */
export function layOut({ nodes, links, direction }: Drawing): Layout {
  const rankdir = direction === 'right' ? 'LR' : 'TB'
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>()
  graph.setGraph({ rankdir, nodesep: 20, ranksep: 44, marginx: 4, marginy: 4 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const [name, size] of nodes) graph.setNode(name, { ...size })
  const drawn = links.filter(({ from, to }) => nodes.has(from) && nodes.has(to))
  for (const { from, to } of drawn) graph.setEdge(from, to)
  layout(graph)
  const placed = [...nodes].map(([name, size]) => place(name, size, graph.node(name)))
  const arrows = drawn.map(({ from, to }) => {
    const between = (graph.edge(from, to).points ?? []).slice(1, -1)
    const ends = { from: graph.node(from), to: graph.node(to), direction }
    return { from, to, path: curve([leaving(ends), ...between, arriving(ends)]) }
  })
  const { width = 0, height = 0 } = graph.graph()
  return { width, height, nodes: placed, arrows }
}

function place(name: string, size: Size, { x = 0, y = 0 }: NodeLabel): Placed {
  return { name, ...size, x: x - size.width / 2, y: y - size.height / 2 }
}

interface Ends {
  readonly from: NodeLabel
  readonly to: NodeLabel
  readonly direction: Drawing['direction']
}

/** The middle of the side that an arrow leaves; the labels have the middles of their nodes. */
function leaving({ from: { x = 0, y = 0, width, height }, direction }: Ends): Point {
  return direction === 'right' ? { x: x + width / 2, y } : { x, y: y + height / 2 }
}

function arriving({ to: { x = 0, y = 0, width, height }, direction }: Ends): Point {
  return direction === 'right' ? { x: x - width / 2, y } : { x, y: y - height / 2 }
}

/** Around the nodes between, with round corners. */
function curve(points: readonly Point[]): string {
  const [start, ...rest] = points
  const end = rest.pop()
  if (!start || !end) return ''
  const middles = rest.map((point, at) => {
    const { x, y } = rest[at + 1] ?? end
    return { x: (point.x + x) / 2, y: (point.y + y) / 2 }
  })
  const turns = rest.map((point, at) => {
    const to = at === rest.length - 1 ? end : (middles[at] ?? end)
    return `Q${write(point)} ${write(to)}`
  })
  return `M${write(start)}${turns.join('')}${rest.length === 0 ? `L${write(end)}` : ''}`
}

const write = ({ x, y }: Point): string => `${round(x)} ${round(y)}`
const round = (value: number): number => Math.round(value * 10) / 10
