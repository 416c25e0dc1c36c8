import fc, { type GeneratorValue } from 'fast-check'
import { expect, test } from 'vitest'
import {
  endTask,
  newRun,
  readyNodes,
  runState,
  startNode,
  type EndedTask,
  type Run,
  type Task,
} from './advance.ts'
import { END, predecessorsOf, START, type Topology } from './topology.ts'

const MAX_NODES = 9
const MAX_OUTPUTS = 3
const OBJECT = 'in/a'

/** Nodes by number, links from lower to higher ones, listed in any order; Start leads to those that nothing else does. */
const topologies = fc.integer({ min: 1, max: MAX_NODES }).chain((count) => {
  const names = Array.from({ length: count }, (_, at) => `N_${at}`)
  return fc
    .record({
      nodes: fc.shuffledSubarray(names, { minLength: count }),
      linked: fc.array(fc.boolean(), { minLength: count * count, maxLength: count * count }),
      fromStart: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    })
    .map(({ nodes, linked, fromStart }): Topology => {
      const after = (from: number) => names.filter((_, to) => to > from && linked[from * count + to] === true)
      const followers = names.map((_, from) => after(from))
      const led = new Set(followers.flat())
      const first = names.filter((name, at) => !led.has(name) || fromStart[at] === true)
      return {
        nodes: nodes.map((name) => ({
          name,
          type: 'N',
          operation: { name: 'Operation', text: '', children: [] },
        })),
        links: [
          { from: START, to: first },
          ...names.map((from, at) => ({ from, to: followers[at]?.length ? followers[at] : [END] })),
        ],
      }
    })
})

interface Walk {
  readonly topology: Topology
  readonly draw: GeneratorValue
  /** By node, its inputs when it was started. */
  readonly started: Map<string, readonly string[]>
  /** Tasks that run. */
  readonly open: string[]
}

/** Starts all nodes that may start. A node whose tasks are all rejected, or that has none, ends at once. */
function startAll({ topology, draw, started, open }: Walk, before: Run): Run {
  let run = before
  for (;;) {
    const ready = readyNodes(topology, run, OBJECT)
    if (ready.length === 0) return run
    for (const { node, inputs } of ready) {
      expect(started.has(node.name), `${node.name} starts once`).toBe(false)
      expectSucceeded(run, topology, node.name)
      expect(new Set(inputs)).toEqual(handedTo(run, topology, node.name))
      expect(inputs).toHaveLength(new Set(inputs).size)
      started.set(node.name, inputs)
      const tasks = inputs.map((input): Task => {
        const jobId = `${node.name} ${input}`
        if (draw(fc.integer, { min: 0, max: 9 }) === 0)
          return { input, state: 'Failed', outputs: [], createdAt: 0 }
        open.push(jobId)
        return { jobId, input, state: 'Running', outputs: [], createdAt: 0 }
      })
      run = startNode(topology, run, { name: node.name, tasks })
    }
  }
}

function expectSucceeded(run: Run, topology: Topology, name: string): void {
  const states = new Map(run.map((node) => [node.name, node]))
  for (const before of predecessorsOf(topology, name).filter((one) => one !== START)) {
    const tasks = states.get(before)?.tasks ?? []
    expect(tasks.every(({ state }) => state === 'Success')).toBe(true)
    expect(states.get(before)?.state, `${before}, before ${name}`).toBe('Success')
  }
}

function handedTo(run: Run, topology: Topology, name: string): ReadonlySet<string> {
  const before = predecessorsOf(topology, name)
  const made = run
    .filter((node) => before.includes(node.name))
    .flatMap(({ tasks }) => tasks.flatMap(({ outputs }) => outputs))
  return new Set(before.includes(START) ? [OBJECT, ...made] : made)
}

/** Any running task, and its end; some of its outputs are also those of others. */
function drawEnd({ draw, open }: Walk): EndedTask {
  const [jobId = ''] = open.splice(draw(fc.integer, { min: 0, max: open.length - 1 }), 1)
  const state = draw(
    fc.constantFrom<EndedTask['state'][]>,
    'Success',
    'Success',
    'Success',
    'Failed',
    'Cancel',
  )
  const count = draw(fc.integer, { min: 0, max: MAX_OUTPUTS })
  const outputs = Array.from({ length: count }, (_, at) => (at === 0 ? 'shared' : `${jobId}.${at}`))
  return { jobId, state, outputs: state === 'Success' ? outputs : [], endedAt: 1 }
}

/** A whole run, with the invariants of each step. */
function walk(topology: Topology, draw: GeneratorValue): { run: Run; started: Walk['started'] } {
  const walking: Walk = { topology, draw, started: new Map(), open: [] }
  let run = startAll(walking, newRun(topology))
  while (walking.open.length > 0) {
    expect(runState(run), 'while a task runs').toBe('Running')
    const ended = drawEnd(walking)
    const after = endTask(topology, run, ended)
    const other = ended.state === 'Success' ? 'Failed' : 'Success'
    expect(endTask(topology, after, ended), 'told twice').toEqual(after)
    expect(endTask(topology, after, { ...ended, state: other, outputs: ['late'], endedAt: 2 })).toEqual(after)
    expect(endTask(topology, after, { ...ended, jobId: 'of another run' })).toEqual(after)
    run = startAll(walking, after)
  }
  return { run, started: walking.started }
}

test('in whatever order tasks end, a node starts once, after all before it succeeded, and a run ends when nothing is left', () => {
  fc.assert(
    fc.property(topologies, fc.gen(), (topology, draw) => {
      const { run, started } = walk(topology, draw)
      expect(runState(run), 'once nothing runs and nothing may start').not.toBe('Running')
      const failed = run.filter(({ name, state }) => started.has(name) && state === 'Failed')
      expect(runState(run)).toBe(failed.length > 0 ? 'Failed' : 'Success')
      const behind = behindOf(
        topology,
        failed.map(({ name }) => name),
      )
      // Nothing behind a failed node is started, and nothing else is left out.
      expect(topology.nodes.map(({ name }) => name).filter((name) => !started.has(name))).toEqual(
        topology.nodes.map(({ name }) => name).filter((name) => behind.has(name)),
      )
      for (const { name, state, tasks } of run) {
        expect(tasks.map(({ input }) => input)).toEqual(started.get(name) ?? [])
        expect(state === 'Skipped', name).toBe(behind.has(name))
      }
    }),
    { numRuns: 1_000 },
  )
})

test('what is told of tasks that had ended starts nothing, in any order', () => {
  fc.assert(
    fc.property(topologies, fc.gen(), (topology, draw) => {
      const { run } = walk(topology, draw)
      const told = run.flatMap(({ tasks }) => tasks.flatMap(({ jobId }) => jobId ?? []))
      const again = draw(fc.shuffledSubarray<string>, told).reduce(
        (before, jobId) => endTask(topology, before, { jobId, state: 'Success', outputs: ['x'], endedAt: 3 }),
        run,
      )
      expect(again).toEqual(run)
      expect(readyNodes(topology, again, OBJECT)).toEqual([])
    }),
  )
})

function behindOf({ links }: Topology, names: readonly string[]): ReadonlySet<string> {
  const behind = new Set<string>()
  const next = [...names]
  for (let name = next.pop(); name !== undefined; name = next.pop()) {
    for (const after of links.find(({ from }) => from === name)?.to ?? []) {
      if (after === END || behind.has(after)) continue
      behind.add(after)
      next.push(after)
    }
  }
  return behind
}

test('a node runs until the last of its jobs has ended', () => {
  const topology = {
    nodes: [{ name: 'Concat_1', type: 'Concat', operation: { name: 'Operation', text: '', children: [] } }],
    links: [{ from: 'Start', to: ['Concat_1'] }],
  }
  const aTask = (jobId: string): Task => ({
    jobId,
    input: jobId,
    state: 'Running',
    outputs: [],
    createdAt: 1,
  })
  const tasks = [aTask('j1'), aTask('j2')]
  const ended = { state: 'Success', outputs: [], endedAt: 2 } as const
  const begun = startNode(topology, newRun(topology), { name: 'Concat_1', tasks })
  const half = endTask(topology, begun, { ...ended, jobId: 'j1' })
  expect(runState(half)).toBe('Running')
  expect(runState(endTask(topology, half, { ...ended, jobId: 'j2' }))).toBe('Success')
})
