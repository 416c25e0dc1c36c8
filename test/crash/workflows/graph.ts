import { mayFollow } from '../../../packages/server/src/protocol/workflows/workflow-links.ts'
import type { SeededRandom } from '../seeded-random.ts'

/** Any of them may follow any other of them, Start, and be the last. */
export const TYPES = ['Transcode', 'Concat', 'VideoProcess', 'SDRtoHDR', 'SCF'] as const

const MIN_NODES = 2
const MAX_NODES = 12
/** Fan-outs that meet multiply. */
const MAX_TASKS = 40

/** `second`: only a job that reads the second object of another one. */
type Fails = 'never' | 'always' | 'second'

export interface GraphNode {
  readonly number: number
  /** `<Type>_<number>` */
  readonly name: string
  readonly type: string
  /** How long a job takes, ms. */
  readonly ms: number
  /** Objects that each job makes; none: what it read is handed on. */
  readonly outputs: number
  readonly fails: Fails
  /** In the order of their numbers; none: Start. */
  readonly before: readonly GraphNode[]
  readonly isAfterStart: boolean
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  /** What must come of it, unless it is cancelled: `taskOf` by how it ends. */
  readonly tasks: ReadonlyMap<string, 'Success' | 'Failed'>
  readonly state: 'Success' | 'Failed'
}

/** What a task is called here: `trail` is the last part of its input's key. */
export function taskOf(node: string, trail: string): string {
  return `${node} ${trail}`
}

/** The first object of a run. */
const FIRST_TRAIL = 'a'

/** The last part of an output's key: the way that led to it, so that no two outputs of a run have one key. */
function trailOf(trail: string, { number }: Pick<GraphNode, 'number'>, output: number): string {
  return `${trail}-${number}_${output}`
}

export function fails(how: string, trail: string): boolean {
  return how === 'always' || (how === 'second' && trail.endsWith('_2'))
}

/** One whose jobs take at most `longestMs` each. */
export function drawGraph(seeded: SeededRandom, longestMs: number): Graph {
  for (;;) {
    const nodes = drawNodes(seeded, longestMs)
    const tasks = expectedTasks(nodes)
    const state = [...tasks.values()].includes('Failed') ? 'Failed' : 'Success'
    if (tasks.size <= MAX_TASKS) return { nodes, tasks, state }
  }
}

function drawNodes(seeded: SeededRandom, longestMs: number): readonly GraphNode[] {
  const isOneOf = (many: number): boolean => seeded.between(1, many) === 1
  const nodes: GraphNode[] = []
  const count = seeded.between(MIN_NODES, MAX_NODES)
  const linkedOneOf = seeded.between(2, 5)
  for (let number = 1; number <= count; number += 1) {
    const type = TYPES[seeded.between(0, TYPES.length - 1)] ?? TYPES[0]
    const before = nodes.filter((node) => mayFollow(node.type, type) && isOneOf(linkedOneOf))
    nodes.push({
      number,
      name: `${type}_${number}`,
      type,
      ms: seeded.between(0, longestMs),
      outputs: [0, 1, 1, 1, 2, 3][seeded.between(0, 5)] ?? 1,
      fails: isOneOf(30) ? 'always' : isOneOf(12) ? 'second' : 'never',
      before,
      isAfterStart: before.length === 0 || isOneOf(12),
    })
  }
  return nodes
}

/** The rule in its plainest form, and apart from the service's own: a node after another in the order of their numbers. */
function expectedTasks(nodes: readonly GraphNode[]): ReadonlyMap<string, 'Success' | 'Failed'> {
  const tasks = new Map<string, 'Success' | 'Failed'>()
  const handedOn = new Map<GraphNode, readonly string[]>()
  for (const node of nodes) {
    if (!node.before.every((one) => handedOn.has(one))) continue
    const made = node.before.flatMap((one) => handedOn.get(one) ?? [])
    const trails = [...new Set(node.isAfterStart ? [FIRST_TRAIL, ...made] : made)]
    for (const trail of trails)
      tasks.set(taskOf(node.name, trail), fails(node.fails, trail) ? 'Failed' : 'Success')
    if (trails.some((trail) => fails(node.fails, trail))) continue
    handedOn.set(
      node,
      trails.flatMap((trail) =>
        node.outputs === 0
          ? [trail]
          : Array.from({ length: node.outputs }, (_, at) => trailOf(trail, node, at + 1)),
      ),
    )
  }
  return tasks
}
