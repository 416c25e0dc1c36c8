import { claimJobs, type Claim } from '../../packages/server/src/engine/work/claim.ts'
import { finishRuns, type EndedRun } from '../../packages/server/src/engine/work/finish.ts'
import { Finisher } from '../../packages/server/src/worker/finisher.ts'
import { RunSlots } from '../../packages/server/src/worker/run-slots.ts'
import { LeaseKeeper } from '../../packages/server/src/worker/lease-keeper.ts'
import { runClaimed } from '../../packages/server/src/worker/run-claimed.ts'
import { childrenOf, processorMs } from '../../test/process-tree.ts'
import { openPauseWorker } from '../../tooling/pause-jobs/pause-worker.ts'
import type { LemnisContender } from '../engine/lemnis.ts'

const SMALL_CALLS = 4_000
const LARGE = 100
const LARGE_CALLS = 400
/** What the benchmark's queue allows. */
const MAX_CONCURRENT = 1_000
const SUBMITS_AT_ONCE = 200

/** Processor ms of this process and of the database's, and ms that neither worked. */
export interface Cost {
  readonly client: number
  readonly server: number
  readonly wait: number
}

/** What a call costs: so much at all, and so much for each job in it. */
export interface CallCost {
  readonly call: Cost
  readonly job: Cost
}

export interface Costs {
  readonly submit: Cost
  readonly claim: CallCost
  readonly finish: CallCost
  /** All that a worker does for a job that does nothing, between its claim and its end. */
  readonly run: Cost
}

/** Each step by itself, one call after the other, alone on the machine. */
export async function calibrate(contender: LemnisContender, serverPid: number): Promise<Costs> {
  const meter = new Meter(serverPid)
  // Compiled, cached, connected; as hot as a worker is after a second.
  await cycle(contender, meter, { jobs: 10, calls: 400 })
  const { submit, ...small } = await cycle(contender, meter, { jobs: 1, calls: SMALL_CALLS })
  const large = await cycle(contender, meter, { jobs: LARGE, calls: LARGE_CALLS })
  return {
    submit,
    claim: split(small.claim, large.claim),
    finish: split(small.finish, large.finish),
    run: { ...NOTHING, client: Math.max(0, large.runAndFinish.client - large.finish.client) / LARGE },
  }
}

interface Cycle {
  readonly submit: Cost
  /** Of a call, with all its jobs. */
  readonly claim: Cost
  readonly finish: Cost
  readonly runAndFinish: Cost
}

/** Puts jobs into the queue, claims them, runs them, ends them: as many in turn as the queue lets run at once. */
async function cycle(
  contender: LemnisContender,
  meter: Meter,
  { jobs, calls }: { readonly jobs: number; readonly calls: number },
): Promise<Cycle> {
  const { engine } = contender
  const total = jobs * calls
  const submit = await meter.measure(total, async () => {
    for (let from = 0; from < total; from += SUBMITS_AT_ONCE) {
      const count = Math.min(SUBMITS_AT_ONCE, total - from)
      await Promise.all(Array.from({ length: count }, (_, at) => contender.submit(from + at)))
    }
  })
  const { directory } = contender
  await using worker = await openPauseWorker({ engine, directory, concurrency: 1, soleProcess: true })
  const leases = new LeaseKeeper(engine, new AbortController().signal)
  const slots = new RunSlots(MAX_CONCURRENT)
  const keeping = { leases, finisher: new Finisher(engine) }
  const costs = { claim: NOTHING, finish: NOTHING, runAndFinish: NOTHING }
  const callsAtOnce = MAX_CONCURRENT / jobs
  // In turns: ended as such, and run as a worker does it, which ends them as well.
  for (let from = 0, turn = 0; from < calls; from += callsAtOnce, turn += 1) {
    const part = Math.min(callsAtOnce, calls - from)
    const groups: (readonly Claim[])[] = []
    const claim = await meter.measure(calls, async () => {
      for (let at = 0; at < part; at += 1) groups.push(await claimJobs(engine, { limit: jobs }))
    })
    if (groups.some(({ length }) => length !== jobs)) throw new Error('a claim got less than it asked for')
    costs.claim = plus(costs.claim, claim)
    const name = turn % 2 === 0 ? 'finish' : 'runAndFinish'
    const end = await meter.measure(calls / 2, async () => {
      for (const claims of groups) {
        if (name === 'finish') await finishRuns(engine, claims.map(ended))
        else
          await Promise.all(
            claims.map((claim) =>
              runClaimed(worker, keeping, { claim, slot: slots.take(), onRan: () => undefined }),
            ),
          )
      }
    })
    costs[name] = plus(costs[name], end)
  }
  return { submit, ...costs }
}

function ended(claim: Claim): EndedRun {
  return { claim, outcome: { kind: 'success', message: 'SUCCESS', result: {}, files: [] } }
}

const NOTHING: Cost = { client: 0, server: 0, wait: 0 }

const plus = (one: Cost, other: Cost): Cost => ({
  client: one.client + other.client,
  server: one.server + other.server,
  wait: one.wait + other.wait,
})

function split(one: Cost, large: Cost): CallCost {
  const each = (part: keyof Cost): number => Math.max(0, (large[part] - one[part]) / (LARGE - 1))
  const job = { client: each('client'), server: each('server'), wait: each('wait') }
  return {
    call: { client: one.client - job.client, server: one.server - job.server, wait: one.wait - job.wait },
    job,
  }
}

export class Meter {
  readonly #serverPid: number

  constructor(serverPid: number) {
    this.#serverPid = serverPid
  }

  /** Of one of `count` things that `work` does. */
  async measure(count: number, work: () => Promise<void>): Promise<Cost> {
    const server = this.#serverMs()
    const cpu = process.cpuUsage()
    const from = performance.now()
    await work()
    const wall = performance.now() - from
    const { user, system } = process.cpuUsage(cpu)
    const used = { client: (user + system) / 1_000 / count, server: (this.#serverMs() - server) / count }
    return { ...used, wait: Math.max(0, wall / count - used.client - used.server) }
  }

  /** Of the server and of the processes that it has for connections; those must live for as long as is measured. */
  #serverMs(): number {
    return [this.#serverPid, ...childrenOf(this.#serverPid)].reduce(
      (sum, pid) => sum + processorMs(pid).own,
      0,
    )
  }
}
