import type { BenchSize } from './drain.ts'
import { checkGoal, median, percentile, row } from '../figures.ts'
import type { Targets } from './commands.ts'
import type { ContenderName, BenchHarness } from './harness.ts'
import { isHanging } from './targets.ts'

interface LiveRun {
  readonly targets: Targets
  readonly perSecond: number
  readonly replay?: boolean
}

interface LiveResult {
  /** From the commit of a callback to its arrival, in ms, at the endpoints that respond. */
  readonly delays: readonly number[]
  /** The duration of the inserting commits, in ms. */
  readonly commits: readonly number[]
  readonly replayMs: number
}

const SLOTS_DEADLINE_MS = 5_000

/** Measures the time from a commit to the arrival of its callback, at a moderate rate. */
export async function measureLatency(harness: BenchHarness, size: BenchSize): Promise<boolean> {
  const count = Math.ceil(1_500 * size.share)
  const rounds = new Map<ContenderName, LiveResult[]>([
    ['lemnis', []],
    ['bullmq', []],
  ])
  const lone: number[] = []
  for (let round = 0; round <= size.rounds; round += 1) {
    for (const [name, results] of rounds) {
      const targets = harness.targets({ count, endpoints: 10, hangPercent: 0 })
      const run = await live(harness, name, { targets, perSecond: 150 })
      // The first round is a warm-up.
      if (round > 0) results.push(run)
    }
    const commits = await loneCommits(harness, count)
    if (round > 0) lone.push(median(commits))
  }
  const p = (name: ContenderName, part: number): number =>
    median((rounds.get(name) ?? []).map(({ delays }) => percentile(delays, part)))
  console.log('live, 150 a second: ms from commit to arrival, p50 and p99 (medians)')
  for (const name of rounds.keys()) console.log(row(name, [p(name, 0.5), p(name, 0.99)]))
  console.log(row('lone commit', [median(lone)]))
  return [
    checkGoal({ name: 'G4 p50, ms', value: p('lemnis', 0.5), atMost: median(lone) + 1 }),
    checkGoal({ name: 'G4 p50, lemnis / bullmq', value: p('lemnis', 0.5) / p('bullmq', 0.5), atMost: 1 }),
    checkGoal({ name: 'G4 p99, lemnis / bullmq', value: p('lemnis', 0.99) / p('bullmq', 0.99), atMost: 1 }),
  ].every(Boolean)
}

/** Measures the delay at endpoints that respond, while a tenth of a thousand endpoints never does. */
export async function measureIsolation(harness: BenchHarness, size: BenchSize): Promise<boolean> {
  const count = Math.ceil(4_000 * size.share)
  const rounds = Math.min(3, size.rounds)
  const p99s = new Map<string, number[]>()
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, hangPercent] of [
      ['lemnis', 0],
      ['lemnis', 10],
      ['bullmq', 10],
    ] as const) {
      const targets = harness.targets({ count, endpoints: 1_000, hangPercent })
      const { delays } = await live(harness, name, { targets, perSecond: 200 })
      const key = `${name}, ${hangPercent} % hang`
      p99s.set(key, [...(p99s.get(key) ?? []), percentile(delays, 0.99)])
    }
  }
  console.log(
    'a thousand endpoints, 200 callbacks a second: ms to arrival at those that respond, p99 (medians)',
  )
  for (const [key, values] of p99s) console.log(row(key.padEnd(20), [median(values)]))
  const ours = median(p99s.get('lemnis, 10 % hang') ?? [])
  return [
    checkGoal({ name: 'G3 healthy p99, ms', value: ours, atMost: 30 }),
    checkGoal({
      name: 'G3 with / without endpoints that hang',
      value: ours / median(p99s.get('lemnis, 0 % hang') ?? []),
      atMost: 1.5,
    }),
  ].every(Boolean)
}

/** Measures the delay of new callbacks while ten thousand old ones are replayed. */
export async function measureReplay(harness: BenchHarness, size: BenchSize): Promise<boolean> {
  const old = Math.ceil(10_000 * size.share)
  const count = Math.ceil(3_000 * size.share)
  const without: number[] = []
  const during: number[] = []
  let queuedMs = 0
  for (let round = 0; round < Math.min(3, size.rounds); round += 1) {
    for (const replay of [false, true]) {
      await using contender = await harness.start('lemnis')
      await contender.ask({
        kind: 'fill',
        targets: harness.targets({ count: old, endpoints: 10, hangPercent: 0 }),
      })
      await contender.ask({ kind: 'drain' })
      await harness.arrivals()
      const targets = harness.targets({ count, endpoints: 10, hangPercent: 0 })
      const command = { kind: 'live', targets, perSecond: 100, sending: true, replay } as const
      const reply = await contender.ask(command)
      await contender.ask({ kind: 'halt' })
      const arrivals = await harness.arrivals()
      const delays = delaysOf(targets, {
        committedAt: reply.series['committedAt'] ?? [],
        arrivals: arrivals.series,
      })
      ;(replay ? during : without).push(percentile(delays, 0.99))
      if (replay) queuedMs = Math.max(queuedMs, reply.values['replayMs'] ?? Number.NaN)
    }
  }
  console.log(
    `replay of ${old.toLocaleString('en')} while 100 a second are new: p99 to arrival, ms (medians)`,
  )
  console.log(row('without', [median(without)]))
  console.log(row('during', [median(during)]))
  return [
    checkGoal({ name: 'G10 queued within, s', value: queuedMs / 1_000, atMost: 60 }),
    checkGoal({
      name: 'G10 live p99, during / without',
      value: median(during) / median(without),
      atMost: 1.2,
    }),
  ].every(Boolean)
}

async function live(harness: BenchHarness, name: ContenderName, run: LiveRun): Promise<LiveResult> {
  const { targets, perSecond, replay = false } = run
  await using contender = await harness.start(name, targets.hangPercent > 0 ? SLOTS_DEADLINE_MS : undefined)
  const reply = await contender.ask({ kind: 'live', targets, perSecond, sending: true, replay })
  const healthy = targets.hangPercent > 0 ? await settled(harness, targets) : undefined
  if (!healthy) await contender.ask({ kind: 'halt' })
  const arrivals = healthy ?? (await harness.arrivals()).series
  const { startedAt = [], committedAt = [] } = reply.series
  return {
    delays: delaysOf(targets, { committedAt, arrivals }),
    commits: committedAt.map((at, index) => at - (startedAt[index] ?? at)),
    replayMs: reply.values['replayMs'] ?? 0,
  }
}

/** Waits until all callbacks to endpoints that respond have arrived, and returns the arrivals. */
async function settled(
  harness: BenchHarness,
  targets: Targets,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const numbers: number[] = []
  const at: number[] = []
  const wanted = Array.from({ length: targets.count }, (_, index) => targets.from + index)
  const healthy = wanted.filter((number) => !isHanging(targets, number)).length
  const ends = performance.now() + 30_000
  while (performance.now() < ends) {
    const { series } = await harness.receiver.ask({ kind: 'arrivals', hangUp: false })
    numbers.push(...(series['numbers'] ?? []))
    at.push(...(series['at'] ?? []))
    const arrived = new Set(numbers.filter((number) => !isHanging(targets, number))).size
    if (arrived >= healthy) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return { numbers, at }
}

async function loneCommits(harness: BenchHarness, count: number): Promise<readonly number[]> {
  await using contender = await harness.start('lemnis')
  const targets = harness.targets({ count: Math.ceil(count / 5), endpoints: 10, hangPercent: 0 })
  const reply = await contender.ask({ kind: 'live', targets, perSecond: 150, sending: false, replay: false })
  const { startedAt = [], committedAt = [] } = reply.series
  return committedAt.map((at, index) => at - (startedAt[index] ?? at))
}

interface Times {
  readonly committedAt: readonly number[]
  readonly arrivals: Readonly<Record<string, readonly number[]>>
}

/** Returns the delay of each callback's first arrival, in ms. */
function delaysOf(targets: Targets, { committedAt, arrivals }: Times): readonly number[] {
  const firstAt = new Map<number, number>()
  const { numbers = [], at = [] } = arrivals
  numbers.forEach((number, index) => {
    const time = at[index]
    if (time !== undefined && !firstAt.has(number)) firstAt.set(number, time)
  })
  return committedAt.flatMap((committed, index) => {
    const number = targets.from + index
    const arrived = firstAt.get(number)
    if (isHanging(targets, number)) return []
    // A sender with all slots blocked by endpoints that hang may not serve the others in time.
    if (arrived === undefined) return [Infinity]
    // It may arrive before the inserting process knows that the commit is done.
    return [Math.max(0, arrived - committed)]
  })
}
