import { runPruner } from '../callbacks/operator/run-pruner.ts'
import { describeDestinations } from '../callbacks/describe-destinations.ts'
import { announcement } from './announcement.ts'
import { environmentLine } from './environment-line.ts'
import { untilStopSignal } from './stop-signals.ts'
import type { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import { runWorker } from '../worker/run-worker.ts'
import { runScrubber } from '../worker/scrubber.ts'
import { runSweeper } from '../worker/sweeper.ts'
import type { Worker } from '../worker/worker.ts'
import { openContext, type AppContext } from './app-context.ts'
import { openCallbackDelivery, type CallbackDelivery } from './callback-delivery.ts'
import { createMetrics } from './create-metrics.ts'
import { createWorker } from './create-worker.ts'
import { openHttpServer } from './http-server.ts'
import { ignoreOutputErrors, runProcess } from './run-process.ts'
import { readServeOptions, type ServeOptions } from './worker-options.ts'

/** `lemnis serve`: runs the API, the sender and the worker until a stop signal. Returns the exit code. */
export async function serve(args: readonly string[]): Promise<number> {
  const options = readServeOptions(args)
  ignoreOutputErrors()
  return runProcess(() => runService(options))
}

async function runService(options: ServeOptions): Promise<void> {
  await using context = await openContext(process.env)
  const stop = new AbortController()
  const metrics = createMetrics(context, { countsStored: true })
  await using callbacks = await openCallbackDelivery(context, metrics)
  await using server = await openHttpServer(context, { metrics, callbacks, serve: options }, stop.signal)
  await using worker = options.worker ? createWorker(context, options) : undefined
  const running = runLoops(context, { metrics, callbacks, worker }, stop.signal)
  if (options.printEnv) process.stdout.write(environmentLine(context, server.url))
  else announce(context, server.url)
  await untilStopSignal({
    log: context.engine.log,
    graceMs: context.settings.worker.graceMs,
    input: options.untilStdinEnds ? process.stdin : undefined,
  })
  stop.abort()
  await Promise.all([server.close(), running])
}

interface Loops {
  readonly metrics: ServiceMetrics
  readonly callbacks: CallbackDelivery
  readonly worker: Worker | undefined
}

/** Everything that works in the background until `signal` aborts. */
async function runLoops(
  { settings, storage, engine }: AppContext,
  { metrics, callbacks, worker }: Loops,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, log } = engine
  const { keepJobsDays } = settings.worker
  const { s3, scrubDays: everyDays } = settings.storage
  await Promise.all([
    worker && runWorker({ ...worker, onRun: metrics.observeRun }, signal),
    callbacks.sender.run(signal),
    runSweeper({ engine, storage, keepJobsDays }, signal),
    !s3 && everyDays > 0 && runScrubber({ engine, storage, everyDays }, signal),
    runPruner({ db, clock, log, ...settings.callbacks }, signal),
    metrics.stored?.run({ db: db.reader, clock, log }, signal),
  ])
}

function announce({ secrets, settings }: AppContext, url: string): void {
  const isTerminal = process.stdout.isTTY
  const callbacks = describeDestinations(settings.callbacks, settings.http.host)
  process.stdout.write(announcement({ url, secrets, callbacks, isTerminal }))
}
