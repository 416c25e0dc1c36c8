import path from 'node:path'
import { runPruner } from '../callbacks/operator/run-pruner.ts'
import type { Variables } from '../config/check-settings.ts'
import { readSettings } from '../config/read-settings.ts'
import { runBulkActions } from '../engine/bulk/run-bulk-actions.ts'
import { hasBeenUsed } from '../db/lock.ts'
import type { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import { runHeartbeat } from '../worker/heartbeat.ts'
import { runWorker } from '../worker/run-worker.ts'
import { runScrubber } from '../worker/scrubber.ts'
import { runSweeper } from '../worker/sweeper.ts'
import type { Worker } from '../worker/worker.ts'
import { openContext, type AppContext } from './app-context.ts'
import { openCallbackDelivery, type CallbackDelivery } from './callback-delivery.ts'
import { assertCanListen } from '../http/connections/listener.ts'
import { createMetrics } from './create-metrics.ts'
import { createWorker, workerFacts } from './create-worker.ts'
import { openHttpServer } from './http-server.ts'
import type { ServiceOptions } from './worker-options.ts'

/** A service that listens and works. It is stopped before it is disposed. */
export interface OpenService extends AsyncDisposable {
  readonly context: AppContext
  readonly url: string
  /** Takes nothing new, and resolves when nothing runs any more. */
  stop(): Promise<void>
}

/** Opens the API, the sender and the worker. Throws the errors that `runProcess` prints as a sentence, among others. */
export async function openService(environment: Variables, options: ServiceOptions): Promise<OpenService> {
  await using opened = new AsyncDisposableStack()
  await assertCanStart(environment)
  const context = opened.use(await openContext(environment))
  const stopping = new AbortController()
  const metrics = createMetrics(context, { countsStored: true })
  const callbacks = opened.use(await openCallbackDelivery(context, metrics))
  const server = opened.use(
    await openHttpServer(context, { metrics, callbacks, serve: options }, stopping.signal),
  )
  const worker = options.worker ? opened.use(createWorker(context, options)) : undefined
  const running = runLoops(context, { metrics, callbacks, worker, serve: options }, stopping.signal)
  const all = opened.move()
  return {
    context,
    url: server.url,
    async stop() {
      stopping.abort()
      await Promise.all([server.close(), running])
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** A start that can't listen leaves no new data directory and no keys behind. */
async function assertCanStart(environment: Variables): Promise<void> {
  const { http, service } = readSettings(environment)
  if (!hasBeenUsed(path.resolve(service.dataDir))) await assertCanListen(http)
}

interface Loops {
  readonly metrics: ServiceMetrics
  readonly callbacks: CallbackDelivery
  readonly worker: Worker | undefined
  readonly serve: ServiceOptions
}

/** Everything that works in the background until `signal` aborts. */
async function runLoops(
  context: AppContext,
  { metrics, callbacks, worker, serve }: Loops,
  signal: AbortSignal,
): Promise<void> {
  const { settings, storage, engine, soleProcess } = context
  const { db, clock, log } = engine
  const { keepJobsDays } = settings.worker
  const { s3, scrubDays: everyDays, soundViews } = settings.storage
  await Promise.all([
    worker && runWorker({ ...worker, onRun: metrics.observeRun }, signal),
    // Alone on its database, it is known to all who ask.
    worker && !soleProcess && runHeartbeat(engine, workerFacts(context, serve), signal),
    callbacks.sender.run(signal),
    runBulkActions(engine, signal),
    runSweeper({ engine, storage, keepJobsDays, soundViews, audit: settings.audit }, signal),
    !s3 && everyDays > 0 && runScrubber({ engine, storage, everyDays }, signal),
    runPruner({ db, clock, log, ...settings.callbacks }, signal),
    engine.activity.run(signal),
    metrics.stored?.run({ db: db.reader, clock, log }, signal),
  ])
}
