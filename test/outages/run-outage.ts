import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startFlakyReceiver } from '../crash/flaky-receiver.ts'
import { submitJobs, uploadInput } from './jobs.ts'
import type { JobRow } from './job-table.ts'
import type { Scenario } from './scenarios.ts'
import { setStage, type Backend, type Stage } from './stage.ts'
import { watchProbes } from './watch-probes.ts'

/** A loaded machine takes a while for so many jobs once all is well again. */
const SETTLE_MS = 180_000
/** What began before the service knew is no fault. */
const NOTICE_MS = 4_000

export interface Outcome {
  readonly problems: readonly string[]
}

export interface OutageOptions {
  readonly jobs: number
  readonly seconds: number
}

/** One outage with jobs waiting; prints what was seen. */
export async function runOutage(
  backend: Backend,
  scenario: Scenario,
  wanted: OutageOptions,
): Promise<Outcome> {
  console.log(`== ${scenario.name} on ${backend}: ${wanted.jobs} jobs, ${wanted.seconds} s`)
  const receiver = await startFlakyReceiver(Infinity)
  await using stage = await setStage(backend)
  await uploadInput(stage)
  const ids = await submitJobs(stage, wanted.jobs, receiver.url)
  await someHaveRun(stage)
  const probes = watchProbes(stage.service)
  const during = await takeAway(stage, scenario, wanted.seconds)
  const problems = await settle(stage, ids, receiver.delivered)
  await probes.stop()
  await receiver.close()
  console.log(
    `   ${during.waiting} jobs waited; begun before the outage was noticed ${during.early}, after it ${during.late}`,
  )
  for (const line of [...probes.seen, ...outageLines(stage.service.log())]) console.log(`   ${line}`)
  const all = [
    ...problems,
    ...(during.late > 0 ? [`${during.late} jobs were begun during the outage`] : []),
    ...(during.waiting === 0 ? ['no job waited: the outage came too late'] : []),
    ...probes.problems,
  ]
  for (const problem of all) console.log(`   PROBLEM: ${problem}`)
  return { problems: all }
}

/** The outage is to come in the middle of things. */
async function someHaveRun({ jobs }: Stage): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const rows = await jobs.read()
    if (rows?.some(({ state }) => state === 'Success')) return
    await sleep(50)
  }
  throw new Error('no job was run')
}

interface During {
  readonly waiting: number
  readonly early: number
  readonly late: number
}

async function takeAway(stage: Stage, { begin }: Scenario, seconds: number): Promise<During> {
  const waiting = (await stage.jobs.read())?.filter(({ state }) => state === 'Submitted').length ?? 0
  const outage = await begin(stage)
  const began = Date.now()
  const noticed = began + NOTICE_MS
  const starts = new Map<string, number>()
  while (Date.now() < began + seconds * 1_000) {
    for (const { id, started_at } of (await stage.jobs.read()) ?? [])
      if (started_at !== null && started_at > began) starts.set(`${id} ${started_at}`, started_at)
    await sleep(100)
  }
  await outage[Symbol.asyncDispose]()
  const late = [...starts.values()].filter((at) => at > noticed).length
  return { waiting, early: starts.size - late, late }
}

/** Waits until all is done, and says what is wrong with it. */
export async function settle(
  stage: Stage,
  ids: readonly string[],
  delivered: ReadonlySet<string>,
): Promise<readonly string[]> {
  const began = performance.now()
  let rows: readonly JobRow[] = []
  const isDone = (): boolean =>
    rows.length >= ids.length &&
    rows.every(({ state }) => state !== 'Submitted' && state !== 'Running') &&
    ids.every((id) => delivered.has(id))
  while (performance.now() - began < SETTLE_MS && !isDone()) {
    await sleep(100)
    rows = (await stage.jobs.read()) ?? rows
  }
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const succeeded = rows.filter(({ state }) => state === 'Success').length
  const setBack = rows.filter(({ setbacks }) => setbacks > 0).length
  console.log(`   ${succeeded} of ${ids.length} Success ${seconds} s later, ${setBack} with a setback`)
  return [
    ...rows
      .filter(({ state }) => state !== 'Success')
      .map(({ id, state, message }) => `job ${id} is ${state}: ${message ?? ''}`)
      .slice(0, 5),
    ...(succeeded < ids.length ? [`${ids.length - succeeded} jobs are no Success`] : []),
    ...count(rows, 'lost a try', ({ tries }) => tries !== 1),
    ...count(rows, 'lost a worker', ({ losses }) => losses > 0),
    ...ids.filter((id) => !delivered.has(id)).map((id) => `the callback of ${id} did not arrive`),
  ]
}

function count(rows: readonly JobRow[], what: string, is: (row: JobRow) => boolean): readonly string[] {
  const found = rows.filter(is).length
  return found === 0 ? [] : [`${found} jobs ${what}`]
}

/** What the log says of outages. */
export function outageLines(log: string): readonly string[] {
  return log
    .split('\n')
    .filter((line) => /"msg":"(?:outage: |the outage is over)/.test(line))
    .map((line) => `log: ${line.replace(/,"err":\{.*\},"msg"/, ',"err":{…},"msg"')}`)
}
