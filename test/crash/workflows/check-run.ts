import type { Evidence } from './evidence.ts'
import type { Events } from './graph-xml.ts'
import type { Graph } from './graph.ts'
import type { RunJob, RunOutcome } from './read-outcome.ts'

export interface CheckedRun {
  readonly graph: Graph
  readonly events: Events
  readonly outcome: RunOutcome
  /** Of this run alone, each with its place in the file. */
  readonly evidence: readonly (readonly [place: number, Evidence])[]
}

/** What is wrong with a run that has had time to end: sentences, none when all is as it must be. */
export function checkRun(checked: CheckedRun): readonly string[] {
  const { runId } = checked.outcome.execution
  return [
    ...checkTasks(checked),
    ...checkState(checked),
    ...checkOrder(checked),
    ...checkEvidence(checked),
    ...checkCancel(checked),
    ...checkCallbacks(checked),
  ].map((problem) => `run ${runId}: ${problem}`)
}

/** One job for each node and input, no other, each with the end that it must have. */
function checkTasks({ graph, outcome: { execution, jobs } }: CheckedRun): readonly string[] {
  const isCancelled = execution.state === 'Cancel'
  const counts = Map.groupBy(jobs, ({ task }) => task)
  const double = [...counts].filter(([, { length }]) => length > 1)
  const strange = jobs.filter(({ task }) => !graph.tasks.has(task))
  const missing = isCancelled ? [] : [...graph.tasks.keys()].filter((task) => !counts.has(task))
  const wrong = jobs.filter(
    ({ task, state }) => state !== graph.tasks.get(task) && !(isCancelled && state === 'Cancel'),
  )
  return [
    ...double.map(([task, { length }]) => `${task} has ${length} jobs`),
    ...strange.map(({ task }) => `${task} must not start`),
    ...missing.map((task) => `${task} was lost`),
    ...wrong.map(({ task, state }) => `${task} ended as ${state}`),
  ]
}

/** The run's own account agrees with its jobs, and so does how it ended. */
function checkState({ graph, outcome: { execution, jobs } }: CheckedRun): readonly string[] {
  const { state, run, endedAt } = execution
  const problems: string[] = []
  if (state !== 'Cancel' && state !== graph.state) problems.push(`it is ${state}, not ${graph.state}`)
  if (endedAt === undefined) problems.push('it has no end')
  const told = run.flatMap(({ tasks }) =>
    tasks.map((task) => `${task.jobId ?? ''} ${task.state} ${task.endedAt ?? ''}`),
  )
  const had = jobs.map((job) => `${job.id} ${job.state} ${job.endedAt ?? ''}`)
  if (told.toSorted().join() !== had.toSorted().join())
    problems.push('what it says of its jobs is not how they ended')
  const last = Math.max(...jobs.map((job) => job.endedAt ?? Infinity))
  if (state !== 'Cancel' && endedAt !== last) problems.push('it did not end with its last job')
  return problems
}

/** No job is there, and none is run, before all jobs of the nodes before its own have succeeded; nor do times say so. */
function checkOrder({ graph, outcome: { jobs }, evidence }: CheckedRun): readonly string[] {
  const byNode = Map.groupBy(jobs, ({ node }) => node)
  const before = new Map(graph.nodes.map((node) => [node.name, node.before]))
  const places = firstPlaces(evidence)
  const problemsOf = (job: RunJob, earlier: RunJob): readonly string[] => {
    const ended = places.get(`end ${earlier.id}`) ?? Infinity
    const began = places.get(`start ${job.id}`) ?? Infinity
    return [
      ...(earlier.state === 'Success' ? [] : [`was started without the success of ${earlier.task}`]),
      ...(earlier.seq < job.seq ? [] : [`was there before ${earlier.task}`]),
      ...(ended < began || began === Infinity ? [] : [`was run before the end of ${earlier.task}`]),
      ...((earlier.endedAt ?? Infinity) <= job.createdAt
        ? []
        : [`is dated before the end of ${earlier.task}`]),
    ]
  }
  return jobs.flatMap((job) =>
    (before.get(job.node) ?? [])
      .flatMap(({ name }) => byNode.get(name) ?? [])
      .flatMap((earlier) => problemsOf(job, earlier).map((problem) => `${job.task} ${problem}`)),
  )
}

function firstPlaces(evidence: CheckedRun['evidence']): ReadonlyMap<string, number> {
  const places = new Map<string, number>()
  for (const [place, one] of evidence) {
    if (one.what === 'cancelled') continue
    const key = `${one.what} ${one.job}`
    if (!places.has(key)) places.set(key, place)
  }
  return places
}

/** What ended was run and came to just that, and was run again only where a worker was lost. */
function checkEvidence({ outcome: { jobs }, evidence }: CheckedRun): readonly string[] {
  const byJob = Map.groupBy(
    evidence.flatMap(([, one]) => (one.what === 'cancelled' ? [] : [one])),
    ({ job }) => job,
  )
  const unknown = [...byJob.keys()].filter((id) => !jobs.some((job) => job.id === id))
  return [
    ...unknown.map((id) => `${id} was run and is no job of it`),
    ...jobs.flatMap((job) => {
      const seen = byJob.get(job.id) ?? []
      const starts = seen.filter(({ what }) => what === 'start')
      const ends: readonly string[] = seen.flatMap((one) => (one.what === 'end' ? [one.outcome] : []))
      const problems: string[] = []
      if (starts.length > job.losses + 1)
        problems.push(`${job.task} was run ${starts.length} times with ${job.losses} workers lost`)
      if (job.state !== 'Cancel' && !ends.includes(job.state))
        problems.push(`${job.task} is ${job.state}, and was never run to that end`)
      return problems
    }),
  ]
}

/** After a cancel no job comes into being, and none begins that had not been claimed. */
function checkCancel({ outcome: { execution, jobs }, evidence }: CheckedRun): readonly string[] {
  const at = evidence.findIndex(([, { what }]) => what === 'cancelled')
  const mark = evidence[at]?.[1]
  if (mark?.what !== 'cancelled') return execution.state === 'Cancel' ? ['nobody cancelled it'] : []
  if (execution.state !== 'Cancel') return [`it was cancelled and is ${execution.state}`]
  const later = evidence.slice(at).flatMap(([, one]) => (one.what === 'start' ? [one.job] : []))
  const isOpen = (id: string): boolean => ['Running', 'TakenBack'].includes(mark.jobs[id] ?? '')
  return [
    ...jobs
      .filter(({ id }) => mark.jobs[id] === undefined)
      .map(({ task }) => `${task} came after the cancel`),
    ...later.filter((id) => !isOpen(id)).map((id) => `${id} was begun after the cancel`),
  ]
}

/** One WorkflowFinish for a run that asks for it, with its state; one TaskFinish for each end of a job. Cancels are not told. */
function checkCallbacks({ events, outcome }: CheckedRun): readonly string[] {
  const { execution, jobs, finishes, taskFinishes } = outcome
  const asks = (event: string): boolean => events.split(',').includes(event)
  const wanted = asks('WorkflowFinish') && execution.state !== 'Cancel' ? 1 : 0
  const problems: string[] = []
  if (finishes.length !== wanted) problems.push(`it has ${finishes.length} WorkflowFinish, not ${wanted}`)
  if (!finishes.every((body) => saysState(body, execution.state)))
    problems.push(`its WorkflowFinish does not say ${execution.state}`)
  for (const { id, task, state } of jobs) {
    const count = taskFinishes.get(id) ?? 0
    if (count !== (asks('TaskFinish') && state !== 'Cancel' ? 1 : 0))
      problems.push(`${task} has ${count} TaskFinish`)
  }
  return problems
}

/** The state of the run stands before those of its tasks, in XML and in JSON. */
function saysState(body: string, state: string): boolean {
  return /<State>(\w+)<|"State":"(\w+)"/.exec(body)?.slice(1).includes(state) === true
}
