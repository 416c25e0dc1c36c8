import { availableParallelism, hostname } from 'node:os'
import path from 'node:path'
import { probeDirectory, probeMemory, probeProcesses } from '../base/outages/probes.ts'
import { readVersion } from '../base/version.ts'
import type { Settings } from '../config/read-settings.ts'
import { createMediaPool } from '../media/pool/pool.ts'
import type { Worker } from '../worker/worker.ts'
import type { WorkerFacts } from '../workers/store.ts'
import type { AppContext } from './app-context.ts'
import type { WorkerOptions } from './worker-options.ts'

/** How many jobs the worker of a process runs at once. */
export function concurrencyOf({ worker }: Settings, { concurrency }: WorkerOptions): number {
  return concurrency ?? (worker.concurrency || availableParallelism())
}

const OWN_NAME = `${hostname()}/${process.pid}`

/** What the operator is told of the worker of this process. */
export function workerFacts({ settings, startedAt }: AppContext, options: WorkerOptions): WorkerFacts {
  return {
    ...{ name: OWN_NAME, version: readVersion(), startedAt },
    places: concurrencyOf(settings, options),
    queues: options.queues,
  }
}

/** The worker of a process, with the children that do the media work. */
export function createWorker(
  { settings, engine, storage, outages, soleProcess, dataDir }: AppContext,
  options: WorkerOptions,
): Worker & AsyncDisposable {
  const concurrency = concurrencyOf(settings, options)
  const media = createMediaPool({ size: concurrency, log: engine.log })
  const workDirectory = path.join(dataDir, 'work')
  outages.watch('scratch', probeDirectory(workDirectory))
  outages.watch('processes', probeProcesses)
  outages.watch('memory', probeMemory)
  return {
    name: OWN_NAME,
    engine,
    storage,
    media,
    outages,
    concurrency,
    queues: options.queues,
    soleProcess,
    graceMs: settings.worker.graceMs,
    timeLimits: settings.worker.timeLimits,
    workDirectory,
    [Symbol.asyncDispose]: () => media[Symbol.asyncDispose](),
  }
}
