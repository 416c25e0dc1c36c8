import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { createBucket } from '../../../packages/server/src/engine/objects/create-bucket.ts'
import { createQueue } from '../../../packages/server/src/engine/queues/create-queue.ts'
import type { JobEngine } from '../../../packages/server/src/engine/engine.ts'
import { createWorkflow } from '../../../packages/server/src/engine/workflows/save-workflow.ts'
import { createSeededRandom, type SeededRandom } from '../seeded-random.ts'
import type { Command } from './commands.ts'
import { startCrew, type Crew } from './crew.ts'
import { readEvidence } from './evidence.ts'
import { EVENTS, readGraph, type Events } from './graph-xml.ts'
import { drawGraph, type Graph } from './graph.ts'
import { checkRun } from './check-run.ts'
import { openGraphEngine } from './open-engine.ts'
import { readOutcomes } from './read-outcome.ts'

const BUCKET = { name: 'media-1250000000', region: 'local' }
const QUEUES = 3
/** Nothing more ends for so long, ms: what is still open then will never end. */
const STANDSTILL_MS = 60_000
/** From when a worker is ready until more runs are begun, ms. */
const LONGEST_LIFE_MS = 1_500
/** From one kill to the runs before the next, which does not wait until a worker is ready, ms. */
const HASTE_MS = 400
/** From when runs were begun to the kill, at most, ms: shorter than most runs, so that the worker is in the middle of anything. */
const UNDER_WAY_MS = 300
/** Of so many runs, one is cancelled. */
const CANCELLED_ONE_OF = 20

export interface PassOptions {
  /** PostgreSQL; else a file. */
  readonly databaseUrl?: string | undefined
  readonly workers: number
  readonly concurrency: number
  /** A job takes this, at most, ms. */
  readonly longestMs: number
  readonly runs: number
  readonly kills: number
  readonly seed: number
}

export interface PassResult {
  readonly runs: number
  readonly nodes: number
  readonly jobs: number
  readonly killsWithRuns: number
  /** Jobs that were run more often than once. */
  readonly jobsAgain: number
  readonly states: ReadonlyMap<string, number>
  /** Jobs that ran again after a worker was lost, though their runs had been cancelled. */
  readonly againAfterCancel: number
  readonly finishes: number
  readonly seconds: number
  readonly problems: readonly string[]
}

interface PlannedRun {
  readonly graph: Graph
  readonly events: Events
  readonly start: Extract<Command, { readonly what: 'start' }>
  /** After so many ms it is cancelled, if at all: at an even number at once, else as soon as a job of it runs. */
  readonly cancelAfterMs: number | undefined
}

/** Lets runs of random graphs go through workers that are killed, and checks what is left in the end. */
export async function runPass(wanted: PassOptions): Promise<PassResult> {
  const from = performance.now()
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-workflows-'))
  const place = { databaseUrl: wanted.databaseUrl, directory }
  const seeded = createSeededRandom(wanted.seed)
  const plan = await prepare(place, wanted, seeded)
  const settings = { ...place, bucket: BUCKET.name, concurrency: wanted.concurrency }
  const crew = startCrew(settings, { size: wanted.workers, seeded })
  const { killedAt, started } = await killAgainAndAgain(crew, { plan, kills: wanted.kills, seeded })
  const problems = await settle(crew, started)
  await crew.stop()
  const checked = await checkPass(place, plan, killedAt)
  await rm(directory, { recursive: true })
  const seconds = Math.round((performance.now() - from) / 1_000)
  return { ...checked, runs: plan.length, seconds, problems: [...problems, ...checked.problems] }
}

type PassFiles = Parameters<typeof openGraphEngine>[0]

/** On SQLite the file is then a worker's alone. */
async function prepare(
  place: PassFiles,
  { runs, longestMs }: PassOptions,
  seeded: SeededRandom,
): Promise<readonly PlannedRun[]> {
  await using opened = await openGraphEngine(place)
  const { engine } = opened
  const bucket = await createBucket(engine, BUCKET)
  const queues: string[] = []
  for (let number = 1; number <= QUEUES; number += 1) {
    const queue = { bucket: bucket.name, category: 'Transcoding', name: `queue-${number}` } as const
    queues.push((await createQueue(engine, queue)).queueId)
  }
  const plan: PlannedRun[] = []
  for (let number = 1; number <= runs; number += 1) {
    const graph = drawGraph(seeded, longestMs)
    const events = EVENTS[seeded.between(0, EVENTS.length - 1)] ?? ''
    const prefix = `in/${number}/`
    const queueId = queues[number % QUEUES] ?? ''
    const format = seeded.between(0, 1) === 0 ? 'XML' : 'JSON'
    const name = `graph-${number}`
    const request = readGraph({ graph, name, prefix, bucket, queueId, events, format })
    const { workflowId } = await createWorkflow(engine, { bucket, ...request })
    const by = seeded.between(1, 4) === 1 ? 'hand' : 'upload'
    const key = by === 'hand' ? `by-hand/${number}/a` : `${prefix}a`
    const then = (['keep', 'pause', 'delete'] as const)[seeded.between(0, 2)] ?? 'keep'
    const cancelAfterMs = seeded.between(1, CANCELLED_ONE_OF) === 1 ? seeded.between(0, 800) : undefined
    plan.push({ graph, events, start: { what: 'start', workflowId, key, by, then }, cancelAfterMs })
  }
  return plan
}

interface Killing {
  readonly plan: readonly PlannedRun[]
  readonly kills: number
  readonly seeded: SeededRandom
}

/**
 * Before each kill some more runs are begun, so that there is something to hit, while others go on. Some kills hit a
 * worker that is about to start.
 */
async function killAgainAndAgain(crew: Crew, { plan, kills, seeded }: Killing) {
  const killedAt: number[] = []
  const started: Promise<void>[] = []
  while (killedAt.length < kills) {
    const isHasty = killedAt.length > 0 && seeded.between(1, 5) === 1
    if (!isHasty) await crew.ready()
    await sleep(seeded.between(1, isHasty ? HASTE_MS : LONGEST_LIFE_MS))
    const share = Math.ceil((plan.length - started.length) / (kills - killedAt.length))
    for (const run of plan.slice(started.length, started.length + share)) {
      const beginning = begin(crew, run)
      // It is waited for in the end, and fails then.
      beginning.catch(() => undefined)
      started.push(beginning)
    }
    await sleep(seeded.between(1, UNDER_WAY_MS))
    killedAt.push(await crew.killOne())
  }
  return { killedAt, started }
}

async function begin(crew: Crew, { start, cancelAfterMs }: PlannedRun): Promise<void> {
  const { runId } = await crew.ask(start)
  if (runId === undefined) throw new Error('a run was started and has no id')
  if (cancelAfterMs === undefined) return
  await sleep(cancelAfterMs)
  await crew.ask({ what: 'cancel', runId, atOnce: cancelAfterMs % 2 === 0 })
}

async function settle(crew: Crew, started: readonly Promise<void>[]): Promise<readonly string[]> {
  await Promise.all(started)
  let [least, since] = [Infinity, performance.now()]
  for (;;) {
    const { open = 0 } = await crew.ask({ what: 'count' })
    if (open === 0) return []
    if (open < least) [least, since] = [open, performance.now()]
    if (performance.now() - since > STANDSTILL_MS) return [`${open} runs and jobs did not end`]
    await sleep(200)
  }
}

async function checkPass(place: PassFiles, plan: readonly PlannedRun[], killedAt: readonly number[]) {
  await using opened = await openGraphEngine(place)
  const { engine } = opened
  const all = await allOutcomes(engine)
  const evidence = Map.groupBy([...(await readEvidence(place.directory)).entries()], ([, { run }]) => run)
  const problems: string[] = []
  for (const { graph, events, start } of plan) {
    const runs = all.get(start.workflowId) ?? []
    if (runs.length !== 1) problems.push(`workflow ${start.workflowId} has ${runs.length} runs`)
    for (const outcome of runs) {
      const ofRun = evidence.get(outcome.execution.runId) ?? []
      problems.push(...checkRun({ graph, events, outcome, evidence: ofRun }))
    }
  }
  const outcomes = [...all.values()].flat()
  const strange = outcomes.length - plan.length
  if (strange > 0) problems.push(`${strange} runs were started by nobody`)
  const spans = outcomes.map(({ execution }) => execution)
  const jobs = outcomes.flatMap((outcome) => outcome.jobs)
  const again = jobs.filter(({ losses }) => losses > 0)
  const cancelled = new Map(
    spans.flatMap(({ runId, state, endedAt }) => (state === 'Cancel' ? [[runId, endedAt]] : [])),
  )
  return {
    nodes: plan.reduce((sum, { graph }) => sum + graph.nodes.length, 0),
    jobs: jobs.length,
    killsWithRuns: killedAt.filter((at) =>
      spans.some(({ createdAt, endedAt = Infinity }) => createdAt < at && at < endedAt),
    ).length,
    jobsAgain: again.length,
    againAfterCancel: again.filter(({ order, startedAt = 0 }) => {
      const endedAt = cancelled.get(order.workflow?.runId ?? '')
      return endedAt !== undefined && startedAt > endedAt
    }).length,
    states: new Map([...Map.groupBy(spans, ({ state }) => state)].map(([state, of]) => [state, of.length])),
    finishes: outcomes.reduce((sum, outcome) => sum + outcome.finishes.length, 0),
    problems,
  }
}

async function allOutcomes(engine: JobEngine) {
  const { id } = await engine.db.reader
    .selectFrom('buckets')
    .select('id')
    .where('name', '=', BUCKET.name)
    .executeTakeFirstOrThrow()
  return readOutcomes(engine, id)
}
