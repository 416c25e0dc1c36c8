import { checkGoal, median, medianRatio, row } from '../figures.ts'
import type { Worker } from './commands.ts'
import type { ContenderName, BenchHarness } from './harness.ts'

/** How much is measured. */
export interface BenchSize {
  /** Rounds that count; in each, every contender does the same once. */
  readonly rounds: number
  /** The share of the whole amount of callbacks and time, in (0, 1]. */
  readonly share: number
  /** The file for the CPU profile of Lemnis. */
  readonly profile?: string
}

interface Load {
  readonly count: number
  /** See `Targets`. */
  readonly endpoints: number
}

interface Drained {
  readonly perSecond: number
  /** With its database server. */
  readonly cpuUs: number
  /** Of the sending process alone. */
  readonly ownCpuUs: number
}

type Rounds = ReadonlyMap<ContenderName, Drained[]>

/** Measures how fast a backlog is delivered to ten endpoints, with every acknowledgement recorded. */
export async function measureDrain(harness: BenchHarness, size: BenchSize): Promise<boolean> {
  const load = { count: Math.ceil(6_000 * size.share), endpoints: 10 }
  const rounds = await drainInTurns(harness, { names: ['lemnis', 'bullmq', 'bare'], load, size })
  print(`drain: ${load.count} callbacks to ${load.endpoints} endpoints`, rounds)
  const ratio = medianRatio(rates(rounds, 'lemnis'), rates(rounds, 'bullmq'))
  return checkGoal({ name: 'G5 drain, lemnis / bullmq', value: ratio, atLeast: 2 })
}

/** Measures the CPU time of a delivery, over connections that stay open and over new ones. */
export async function measureCpu(harness: BenchHarness, size: BenchSize): Promise<boolean> {
  const warm = await drainInTurns(harness, {
    names: ['lemnis', 'bullmq', 'bare'],
    load: { count: Math.ceil(6_000 * size.share), endpoints: 1 },
    size: withSuffix(size, 'warm'),
  })
  print('warm: one endpoint, connections stay open', warm)
  const cold = await drainInTurns(harness, {
    names: ['lemnis', 'bullmq', 'bare', 'bare-pools'],
    load: { count: Math.ceil(3_000 * size.share), endpoints: 0 },
    size: withSuffix(size, 'cold'),
  })
  print('cold: each to an endpoint of its own over a new connection', cold)
  const [agent, pools] = [median(costs(cold, 'bare')), median(costs(cold, 'bare-pools'))]
  // Compare with the cheaper of the two ways to make a bare POST over a new connection.
  const bare = agent < pools ? 'bare' : 'bare-pools'
  return [
    checkGoal({ name: 'G6 warm, µs per delivery', value: median(costs(warm, 'lemnis')), atMost: 200 }),
    checkGoal({ name: 'G6 warm, lemnis / bullmq', value: costRatio(warm, 'bullmq'), atMost: 0.45 }),
    checkGoal({ name: 'G6 cold, µs per delivery', value: median(costs(cold, 'lemnis')), atMost: 300 }),
    checkGoal({ name: `G6 cold, lemnis / ${bare}`, value: costRatio(cold, bare), atMost: 1.5 }),
  ].every((met) => met)
}

interface Turns {
  readonly names: readonly ContenderName[]
  readonly load: Load
  readonly size: BenchSize
}

/** The contenders take turns, so that the load of the machine is the same for all. The first round is a warm-up. */
async function drainInTurns(harness: BenchHarness, { names, load, size }: Turns): Promise<Rounds> {
  await using started = new AsyncDisposableStack()
  const contenders = new Map<ContenderName, Worker>()
  for (const name of names) contenders.set(name, started.use(await harness.start(name)))
  const rounds = new Map<ContenderName, Drained[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= size.rounds; round += 1) {
    // The order alternates, so that no contender always follows the same one.
    for (const [name, contender] of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      const profile = name === 'lemnis' && round === size.rounds ? size.profile : undefined
      const drained = await drainOnce(harness, contender, {
        ...load,
        ...(profile !== undefined && { profile }),
      })
      // A profiled round costs more.
      if (round > 0 && (profile === undefined || size.rounds === 1)) rounds.get(name)?.push(drained)
    }
  }
  return rounds
}

async function drainOnce(
  harness: BenchHarness,
  contender: Worker,
  { count, endpoints, profile }: Load & { profile?: string },
): Promise<Drained> {
  await contender.ask({ kind: 'fill', targets: harness.targets({ count, endpoints, hangPercent: 0 }) })
  await harness.arrivals()
  const { values } = await contender.ask({ kind: 'drain', ...(profile !== undefined && { profile }) })
  const { series } = await harness.arrivals()
  const arrived = new Set(series['numbers']).size
  if (arrived !== count) throw new Error(`${arrived} of ${count} callbacks arrived`)
  const { ms = Number.NaN, cpuUs = Number.NaN, ownCpuUs = Number.NaN } = values
  return { perSecond: (count * 1_000) / ms, cpuUs: cpuUs / count, ownCpuUs: ownCpuUs / count }
}

function print(title: string, rounds: Rounds): void {
  console.log(
    `${title}: per second, µs of CPU per delivery, and of them outside of a database server (medians)`,
  )
  for (const name of rounds.keys())
    console.log(
      row(name, [median(rates(rounds, name)), median(costs(rounds, name)), median(ownCosts(rounds, name))]),
    )
}

function rates(rounds: Rounds, name: ContenderName): number[] {
  return (rounds.get(name) ?? []).map(({ perSecond }) => perSecond)
}

function costs(rounds: Rounds, name: ContenderName): number[] {
  return (rounds.get(name) ?? []).map(({ cpuUs }) => cpuUs)
}

function ownCosts(rounds: Rounds, name: ContenderName): number[] {
  return (rounds.get(name) ?? []).map(({ ownCpuUs }) => ownCpuUs)
}

function costRatio(rounds: Rounds, name: ContenderName): number {
  return medianRatio(costs(rounds, 'lemnis'), costs(rounds, name))
}

function withSuffix(size: BenchSize, suffix: string): BenchSize {
  const { profile } = size
  return profile === undefined
    ? size
    : { ...size, profile: profile.replace(/\.cpuprofile$/, `-${suffix}.cpuprofile`) }
}
