import { judge, median, medianRatio, row } from '../figures.ts'
import type { Worker } from './orders.ts'
import type { ContenderName, Stage } from './stage.ts'

/** How much is measured. */
export interface Extent {
  /** Rounds that count; each lets every contender do the same once. */
  readonly rounds: number
  /** The share of the whole amount of callbacks and time, in (0, 1]. */
  readonly share: number
  /** Where the profile of our sender goes. */
  readonly profile?: string
}

interface Load {
  readonly count: number
  /** See `Targets`. */
  readonly endpoints: number
}

interface Drained {
  readonly perSecond: number
  /** Its database's included. */
  readonly cpuUs: number
  /** Of the sending process alone. */
  readonly ownCpuUs: number
}

type Rounds = ReadonlyMap<ContenderName, Drained[]>

/** How fast a backlog is delivered to ten endpoints, each acknowledgement kept. */
export async function measureDrain(stage: Stage, extent: Extent): Promise<boolean> {
  const load = { count: Math.ceil(6_000 * extent.share), endpoints: 10 }
  const rounds = await drainInTurns(stage, { names: ['lemnis', 'bullmq', 'bare'], load, extent })
  print(`drain: ${load.count} callbacks to ${load.endpoints} endpoints`, rounds)
  const ratio = medianRatio(rates(rounds, 'lemnis'), rates(rounds, 'bullmq'))
  return judge({ name: 'G5 drain, lemnis / bullmq', value: ratio, atLeast: 2 })
}

/** What a delivery costs over connections that stay open, and over new ones. */
export async function measureCpu(stage: Stage, extent: Extent): Promise<boolean> {
  const warm = await drainInTurns(stage, {
    names: ['lemnis', 'bullmq', 'bare'],
    load: { count: Math.ceil(6_000 * extent.share), endpoints: 1 },
    extent: withSuffix(extent, 'warm'),
  })
  print('warm: one endpoint, connections stay open', warm)
  const cold = await drainInTurns(stage, {
    names: ['lemnis', 'bullmq', 'bare', 'bare-pools'],
    load: { count: Math.ceil(3_000 * extent.share), endpoints: 0 },
    extent: withSuffix(extent, 'cold'),
  })
  print('cold: each to an endpoint of its own over a new connection', cold)
  const [agent, pools] = [median(costs(cold, 'bare')), median(costs(cold, 'bare-pools'))]
  // The cheaper of the two ways to write a bare cold POST is the one to compare with.
  const bare = agent < pools ? 'bare' : 'bare-pools'
  return [
    judge({ name: 'G6 warm, µs per delivery', value: median(costs(warm, 'lemnis')), atMost: 200 }),
    judge({ name: 'G6 warm, lemnis / bullmq', value: costRatio(warm, 'bullmq'), atMost: 0.45 }),
    judge({ name: 'G6 cold, µs per delivery', value: median(costs(cold, 'lemnis')), atMost: 300 }),
    judge({ name: `G6 cold, lemnis / ${bare}`, value: costRatio(cold, bare), atMost: 1.5 }),
  ].every((met) => met)
}

interface Turns {
  readonly names: readonly ContenderName[]
  readonly load: Load
  readonly extent: Extent
}

/** The contenders take turns, so that all meet the same machine; the first round only warms up. */
async function drainInTurns(stage: Stage, { names, load, extent }: Turns): Promise<Rounds> {
  await using started = new AsyncDisposableStack()
  const contenders = new Map<ContenderName, Worker>()
  for (const name of names) contenders.set(name, started.use(await stage.start(name)))
  const rounds = new Map<ContenderName, Drained[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= extent.rounds; round += 1) {
    // Who goes first changes, so that nobody always follows the same one.
    for (const [name, contender] of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      const profile = name === 'lemnis' && round === extent.rounds ? extent.profile : undefined
      const drained = await drainOnce(stage, contender, {
        ...load,
        ...(profile !== undefined && { profile }),
      })
      // A round that is profiled costs more than one that is not.
      if (round > 0 && (profile === undefined || extent.rounds === 1)) rounds.get(name)?.push(drained)
    }
  }
  return rounds
}

async function drainOnce(
  stage: Stage,
  contender: Worker,
  { count, endpoints, profile }: Load & { profile?: string },
): Promise<Drained> {
  await contender.ask({ kind: 'fill', targets: stage.targets({ count, endpoints, hangPercent: 0 }) })
  await stage.arrivals()
  const { values } = await contender.ask({ kind: 'drain', ...(profile !== undefined && { profile }) })
  const { series } = await stage.arrivals()
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

function withSuffix(extent: Extent, suffix: string): Extent {
  const { profile } = extent
  return profile === undefined
    ? extent
    : { ...extent, profile: profile.replace(/\.cpuprofile$/, `-${suffix}.cpuprofile`) }
}
