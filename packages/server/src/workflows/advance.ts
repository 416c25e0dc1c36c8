import { predecessorsOf, START, type Topology, type WorkflowNode } from './topology.ts'

/** One job of a node, with one input object. */
export interface Task {
  /** Absent if the job was rejected. */
  readonly jobId?: string | undefined
  readonly input: string
  readonly state: 'Running' | 'Success' | 'Failed' | 'Cancel'
  /** The inputs of the next nodes. */
  readonly outputs: readonly string[]
  readonly template?: { readonly id: string; readonly name: string } | undefined
  /** ms since 1970 */
  readonly createdAt: number
  readonly startedAt?: number | undefined
  readonly endedAt?: number | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
}

/** `Skipped`: a node before it failed, so it never starts. */
export type NodeState = 'Waiting' | 'Running' | 'Success' | 'Failed' | 'Skipped'

export interface NodeRun {
  readonly name: string
  readonly state: NodeState
  /** One task for each input. */
  readonly tasks: readonly Task[]
}

/** The progress of a run: the nodes of the topology, in order. */
export type Run = readonly NodeRun[]

export function newRun({ nodes }: Topology): Run {
  return nodes.map(({ name }) => ({ name, state: 'Waiting', tasks: [] }))
}

/** A node that may start, and its inputs. */
export interface ReadyNode {
  readonly node: WorkflowNode
  readonly inputs: readonly string[]
}

/** Returns the nodes that can start: all nodes before them have succeeded. */
export function readyNodes(topology: Topology, run: Run, object: string): readonly ReadyNode[] {
  const byName = byNameOf(run)
  return topology.nodes.flatMap((node): readonly ReadyNode[] => {
    if (byName.get(node.name)?.state !== 'Waiting') return []
    const before = predecessorsOf(topology, node.name)
    if (before.some((name) => name !== START && byName.get(name)?.state !== 'Success')) return []
    const inputs = before.flatMap((name) =>
      name === START ? [object] : (byName.get(name)?.tasks ?? []).flatMap(({ outputs }) => outputs),
    )
    return [{ node, inputs: [...new Set(inputs)] }]
  })
}

/** Returns the run after a node was started. If it could not start, one of its tasks has failed already. */
export function startNode(
  topology: Topology,
  run: Run,
  started: { name: string; tasks: readonly Task[] },
): Run {
  const next = run.map((node) =>
    node.name === started.name ? { ...node, tasks: started.tasks, state: nodeState(started.tasks) } : node,
  )
  return skipBlocked(topology, next)
}

export interface EndedTask {
  readonly jobId: string
  readonly state: 'Success' | 'Failed' | 'Cancel'
  readonly outputs: readonly string[]
  readonly startedAt?: number | undefined
  readonly endedAt: number
  readonly code?: string | undefined
  readonly message?: string | undefined
}

/** Returns the run after one of its jobs has ended. A job that is unknown or had ended changes nothing. */
export function endTask(topology: Topology, run: Run, { jobId, ...ended }: EndedTask): Run {
  const next = run.map((node) => {
    const at = node.tasks.findIndex((task) => task.jobId === jobId && task.state === 'Running')
    const task = node.tasks[at]
    if (!task) return node
    const tasks = node.tasks.with(at, { ...task, ...ended })
    return { ...node, tasks, state: nodeState(tasks) }
  })
  return skipBlocked(topology, next)
}

/** Returns `Running` while a node runs or may start; then Failed if any node failed. */
export function runState(run: Run): 'Running' | 'Success' | 'Failed' {
  if (run.some(({ state }) => state === 'Running' || state === 'Waiting')) return 'Running'
  return run.some(({ state }) => state === 'Failed') ? 'Failed' : 'Success'
}

function nodeState(tasks: readonly Task[]): NodeState {
  if (tasks.some(({ state }) => state === 'Running')) return 'Running'
  return tasks.every(({ state }) => state === 'Success') ? 'Success' : 'Failed'
}

/** Skips the nodes after a failed one, and all nodes after those; the others continue. */
function skipBlocked(topology: Topology, run: Run): Run {
  const byName = byNameOf(run)
  const isBlocked = (name: string): boolean => {
    const state = byName.get(name)?.state
    return state === 'Failed' || state === 'Skipped'
  }
  const blocked = run.filter(
    ({ name, state }) => state === 'Waiting' && predecessorsOf(topology, name).some(isBlocked),
  )
  if (blocked.length === 0) return run
  const names = new Set(blocked.map(({ name }) => name))
  const next = run.map((node) => (names.has(node.name) ? { ...node, state: 'Skipped' as const } : node))
  return skipBlocked(topology, next)
}

function byNameOf(run: Run): ReadonlyMap<string, NodeRun> {
  return new Map(run.map((node) => [node.name, node]))
}
