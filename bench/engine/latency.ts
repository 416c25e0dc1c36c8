import { runWorker } from '../../packages/server/src/worker/run-worker.ts'
import { pauseEngine } from '../../tooling/pause-jobs/pause-tag.ts'
import { openPauseWorker } from '../../tooling/pause-jobs/pause-worker.ts'
import { median, percentile } from '../figures.ts'
import type { Contender, Workers } from './contender.ts'
import type { LemnisContender } from './lemnis.ts'
import { CONCURRENCY } from './peers.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5)
const JOBS_A_ROUND = 60
const PAUSE_MS = 50
const WARM_UP = 60

export interface Latency {
  readonly name: string
  /** ms */
  readonly p50: number
  readonly p99: number
}

/** The embedded engine runs its jobs in the process that takes them; the others in a process of their own. */
export async function measureLatency(
  contenders: readonly [LemnisContender, ...Contender[]],
): Promise<Latency[]> {
  const [embedded] = contenders
  const begun = new Map<number, () => void>()
  const onBegin = (number: number): void => begun.get(number)?.()
  const workers: Workers[] = []
  const stop = new AbortController()
  const { ended } = await runInProcess(embedded, onBegin, stop.signal)
  for (const contender of contenders.slice(1)) {
    const started = await contender.startWorkers({ processes: 1, onBegin })
    await started.begin()
    workers.push(started)
  }
  const taken = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  let number = 0
  const once = async (contender: Contender): Promise<number> => {
    number += 1
    const began = new Promise<void>((resolve) => begun.set(number, resolve))
    const from = performance.now()
    await contender.submit(number)
    await began
    begun.delete(number)
    return performance.now() - from
  }
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const contender of contenders) {
      const jobs = round === 0 ? WARM_UP : JOBS_A_ROUND
      for (let job = 0; job < jobs; job += 1) {
        const ms = await once(contender)
        if (round > 0) taken.get(contender.name)?.push(ms)
        // A slow one is not asked so often: its wait is a pause already.
        if (ms > PAUSE_MS && job > 10) break
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      }
    }
  }
  stop.abort()
  await ended
  for (const one of workers) await one[Symbol.asyncDispose]()
  return contenders.map(({ name }) => {
    const ms = taken.get(name) ?? []
    return { name, p50: median(ms), p99: percentile(ms, 0.99) }
  })
}

async function runInProcess(
  { engine, directory }: LemnisContender,
  onBegin: (number: number) => void,
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<void> }> {
  const worker = await openPauseWorker({
    engine: pauseEngine(engine, onBegin),
    directory,
    concurrency: CONCURRENCY,
    soleProcess: true,
  })
  return { ended: runWorker(worker, signal) }
}
