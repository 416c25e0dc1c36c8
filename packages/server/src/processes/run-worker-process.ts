import { readSettings, SettingsError } from '../config/read-settings.ts'
import { untilStopSignal } from './stop-signals.ts'
import type { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import { listen, type Listener } from '../http/connections/listener.ts'
import { createProbeHandler } from '../http/probe-handler.ts'
import { runHeartbeat } from '../worker/heartbeat.ts'
import { runWorker } from '../worker/run-worker.ts'
import { openContext, type AppContext } from './app-context.ts'
import { createMetrics } from './create-metrics.ts'
import { createWorker, workerFacts } from './create-worker.ts'
import { tokensOf } from './load-secrets.ts'
import { warnOfUnknownQueues } from './unknown-queues.ts'
import { ignoreOutputErrors, runProcess } from './run-process.ts'
import { readWorkerOptions, type WorkerOptions } from './worker-options.ts'

const NEEDS_SERVER =
  'lemnis worker works beside services on one PostgreSQL: set DATABASE_URL (docs/many-machines.md). On the embedded database lemnis serve has a worker of its own and runs the jobs itself, LEMNIS_CONCURRENCY at once.'

/** Probes in flight may end for this long after a stop, ms. */
const GRACE_MS = 1_000

/** `lemnis worker`: runs jobs until a stop signal, and answers probes when it has a port. Returns the exit code. */
export async function runWorkerProcess(args: readonly string[]): Promise<number> {
  const options = readWorkerOptions(args)
  ignoreOutputErrors()
  return runProcess(() => runJobs(options))
}

async function runJobs(options: WorkerOptions): Promise<void> {
  // Before anything is opened: a directory that a service has is not what is wrong.
  if (readSettings(process.env).database.url === undefined) throw new SettingsError(NEEDS_SERVER)
  await using context = await openContext(process.env)
  const { settings, engine } = context
  await warnOfUnknownQueues(context, options)
  await using worker = createWorker(context, options)
  const metrics = createMetrics(context, { countsStored: false })
  const stop = new AbortController()
  const listener = await listenForProbes(context, metrics, stop.signal)
  const running = Promise.all([
    runWorker({ ...worker, onRun: metrics.observeRun }, stop.signal),
    engine.activity.run(stop.signal),
    runHeartbeat(engine, workerFacts(context, options), stop.signal),
  ])
  const at = listener ? `, probes at ${listener.url}` : ''
  const of = options.queues ? ` of ${options.queues.join(', ')}` : ''
  process.stdout.write(`lemnis worker runs up to ${worker.concurrency} jobs at once${of}${at}\n`)
  await untilStopSignal({ log: engine.log, graceMs: settings.worker.graceMs })
  stop.abort()
  await Promise.all([listener?.close(GRACE_MS), running])
}

/** Opens the port that the settings name; `undefined` without one. */
async function listenForProbes(
  { settings, secrets, outages, engine }: AppContext,
  metrics: ServiceMetrics,
  stopping: AbortSignal,
): Promise<Listener | undefined> {
  const { host, workerPort, maxConnections, proxies, metricsOpen } = settings.http
  if (workerPort === undefined) return undefined
  // All that it answers is the operator's.
  const probes = createProbeHandler({
    ...engine,
    metrics,
    outages,
    metricsOpen,
    tokens: tokensOf(secrets),
    stopping,
  })
  return listen({
    host,
    port: workerPort,
    maxConnections,
    proxies,
    tls: undefined,
    isOwnHost: () => false,
    handle: probes,
    handleOverload: probes,
  })
}
