import { SettingsError } from '../config/read-settings.ts'
import { untilToldToStop } from '../config/stop-signals.ts'
import { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import { listen } from '../http/connections/listener.ts'
import { createProbeDoor } from '../http/probe-door.ts'
import { runWorker } from '../worker/run-worker.ts'
import { createWorker, directoriesOf, openParts, type WorkerWanted } from './parts.ts'
import { outliveOutput, runProcess } from './refusals.ts'
import { readWorkerArguments } from './worker-arguments.ts'

const DOOR_GRACE_MS = 1_000

/** `lemnis worker`: runs jobs until it is told to stop, and answers probes when it has a port. Gives the exit code. */
export async function work(args: readonly string[]): Promise<number> {
  const wanted = readWorkerArguments(args)
  outliveOutput()
  return runProcess(() => runWork(wanted))
}

async function runWork(wanted: WorkerWanted): Promise<void> {
  await using parts = await openParts(process.env)
  const { settings, log } = parts
  if (parts.soleProcess) {
    throw new SettingsError(
      'lemnis worker works beside services on one PostgreSQL: set DATABASE_URL. On the embedded database lemnis serve runs the jobs itself.',
    )
  }
  await using worker = createWorker(parts, wanted)
  const metrics = new ServiceMetrics(directoriesOf(parts.dataDir), { countsStored: false })
  parts.damage.onFound(metrics.heedDamage)
  const stop = new AbortController()
  const { host, workerPort, maxConnections, proxies } = settings.http
  // All that it answers is the operator's.
  const probes = createProbeDoor({
    ...parts,
    metrics,
    metricsOpen: settings.http.metricsOpen,
    adminToken: parts.secrets.adminToken,
    stopping: stop.signal,
  })
  const listener =
    workerPort === undefined
      ? undefined
      : await listen({
          host,
          port: workerPort,
          maxConnections,
          proxies,
          tls: undefined,
          isOurs: () => false,
          handle: probes,
          handleReserve: probes,
        })
  const running = runWorker({ ...worker, onRun: metrics.heedRun }, stop.signal)
  const at = listener ? `, probes at ${listener.url}` : ''
  const of = wanted.queues ? ` of ${wanted.queues.join(', ')}` : ''
  process.stdout.write(`lemnis worker runs up to ${worker.concurrency} jobs at once${of}${at}\n`)
  await untilToldToStop(log, settings.worker.graceMs)
  stop.abort()
  await Promise.all([listener?.close(DOOR_GRACE_MS), running])
}
