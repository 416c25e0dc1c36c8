import { predecessorsOf, START, type Topology, type WorkflowNode } from './topology.ts'

/** One job of a node: on one input object. */
export interface Task {
  /** Absent when the job was refused. */
  readonly jobId?: string | undefined
  readonly input: string
  readonly state: 'Running' | 'Success' | 'Failed' | 'Cancel'
  /** The keys that those after it work on. */
  readonly outputs: readonly string[]
  readonly template?: { readonly id: string; readonly name: string } | undefined
  /** ms since 1970 */
  readonly createdAt: number
  readonly startedAt?: number | undefined
  readonly endedAt?: number | undefined
  readonly code?: string | undefined
  readonly message?: string | undefined
}

/** `Skipped`: something before it failed, so it never starts. */
export type NodeState = 'Waiting' | 'Running' | 'Success' | 'Failed' | 'Skipped'

export interface NodeRun {
  readonly name: string
  readonly state: NodeState
  /** One for each input. */
  readonly tasks: readonly Task[]
}

/** Where a run of a workflow stands: each node of the topology, in its order. */
export type Run = readonly NodeRun[]

export function newRun({ nodes }: Topology): Run {
  return nodes.map(({ name }) => ({ name, state: 'Waiting', tasks: [] }))
}

/** A node that may start, and the objects that it works on. */
export interface ReadyNode {
  readonly node: WorkflowNode
  readonly inputs: readonly string[]
}

/** The nodes that wait for nothing any more: all before them succeeded. */
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

/** A node that was started, or could not be: then one of its tasks has failed already. */
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

/** The run after one of its jobs has ended; a job that is none of its own, or had ended, changes nothing. */
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

/** `Running` while a node runs or may start; then Failed if any node failed. */
export function runState(run: Run): 'Running' | 'Success' | 'Failed' {
  if (run.some(({ state }) => state === 'Running' || state === 'Waiting')) return 'Running'
  return run.some(({ state }) => state === 'Failed') ? 'Failed' : 'Success'
}

function nodeState(tasks: readonly Task[]): NodeState {
  if (tasks.some(({ state }) => state === 'Running')) return 'Running'
  return tasks.every(({ state }) => state === 'Success') ? 'Success' : 'Failed'
}

/** Nodes behind a failed one never start, and neither do those behind them; the others go on. */
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
