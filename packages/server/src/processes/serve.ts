import { runPruner } from '../callbacks/operator/run-pruner.ts'
import { createSender } from '../callbacks/delivery/sender.ts'
import { TransportByAddress } from '../callbacks/transports/by-address.ts'
import { HttpTransport } from '../callbacks/transports/http/http-transport.ts'
import { createResolver } from '../callbacks/transports/http/resolve-host.ts'
import { RabbitMqTransport } from '../callbacks/transports/rabbitmq/rabbitmq-transport.ts'
import { givenKeys, keptKeys } from '../callbacks/webhook-keys.ts'
import { announcement } from '../config/announce.ts'
import { untilToldToStop } from '../config/stop-signals.ts'
import { createDoctor } from '../doctor/examine.ts'
import { BucketDirectory } from '../http/bucket-directory.ts'
import { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import { logRejectedConnect } from '../http/log-answer.ts'
import {
  createDispatcher,
  createOverloadHandler,
  isOwnHost,
  type DispatcherOptions,
} from '../http/dispatcher.ts'
import { KeyDirectory } from '../http/key-directory.ts'
import { listen } from '../http/connections/listener.ts'
import { MediaCalls } from '../http/media-calls.ts'
import { createRequestIds } from '../protocol/request-ids.ts'
import { SignatureCache } from '../protocol/auth/signature-cache.ts'
import { ComparedBlobs } from '../storage/compared-blobs.ts'
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

  const loopbackOpen = isLoopbackHost(settings.http.host)
  const callbackAddresses = { allow: settings.callbacks.allow, loopbackOpen }
  await using transport = new TransportByAddress({
    http: new HttpTransport({
      clock,
      policy: callbackAddresses,
      resolve: createResolver(),
    }),
    tdmq: new RabbitMqTransport({
      clock,
      brokers: settings.callbacks.tdmq,
      connectTimeoutMs: BROKER_CONNECT_MS,
    }),
  })
  using flightLog = new FlightLog(path.join(dataDir, 'sending.log'))
  using signingKeys = secrets.webhookSecretIsGiven
    ? givenKeys(parseWebhookKeys(secrets.webhookSecret))
    : await keptKeys(db, clock, secrets.webhookSecret)
  const keys = signingKeys.current
  await using alert = new ParkedAlert({ url: settings.callbacks.alertUrl, transport, keys, clock, ids, log })
  const metrics = new ServiceMetrics(directoriesOf(dataDir), { countsStored: true })
  parts.damage.onFound(metrics.heedDamage)
  const sender = createSender({
    db,
    clock,
    ids,
    log,
    transport,
    keys,
    onAttempt(attempt) {
      metrics.heed(attempt)
      alert.heed(attempt)
    },
    flightLog,
    soleProcess,
  })

  const [defaultBucket] = settings.service.buckets
  const hosts = {
    publicNames: settings.http.publicNames,
    hostBuckets: settings.service.bucketHosts,
    ...(defaultBucket && { defaultBucket }),
  }
  using accessKeys = new KeyDirectory(db, secrets)
  using buckets = new BucketDirectory(db)
  await using media = new MediaCalls({ storage, log, directory: path.join(dataDir, 'calls') })
  const door: DispatcherOptions = {
    buckets,
    context: {
      engine,
      storage,
      copySources: new ComparedBlobs(storage, systemClock),
      tags,
      media,
      callbackAddresses,
      keys: accessKeys,
      settings: settings.http,
    },
    hosts,
    keys: { directory: accessKeys, publicNames: settings.http.publicNames, cache: new SignatureCache() },
    management: {
      db,
      clock,
      ids,
      log,
      version: readVersion(),
      startedAt,
      adminToken: secrets.adminToken,
      metrics,
      outages,
      metricsOpen: settings.http.metricsOpen,
      stopping: stop.signal,
      transport,
      keys,
      keysAreGiven: secrets.webhookSecretIsGiven,
      diagnose: createDoctor({
        ...parts,
        environment: process.env,
        clock: systemClock,
        concurrency: wanted.worker ? concurrencyOf(settings, wanted) : 0,
        openDatabase: () => Promise.resolve(parts),
        openStorage: () => Promise.resolve(storage),
        isRunning: true,
      }),
      accessKeys,
      cancelRunning: engine.cancelRunning,
    },
    newRequestId: createRequestIds(clock, ids),
    onAnswered: metrics.heedRequest,
    stopping: stop.signal,
  }
  const listener = await listen({
    ...settings.http,
    tls: readCertificate(settings.http),
    handle: createDispatcher(door),
    handleOverload: createOverloadHandler(door),
    isOwnHost: (authority) => isOwnHost(authority, hosts),
    onRejectedConnect: (authority, refusal) => {
      logRejectedConnect(log, authority, refusal)
    },
  })
  await using worker = wanted.worker ? createWorker(parts, wanted) : undefined
  const scrubs = !settings.storage.s3 && settings.storage.scrubDays > 0
  const running = Promise.all([
    worker && runWorker({ ...worker, onRun: metrics.heedRun }, stop.signal),
    sender.run(stop.signal),
    runSweeper({ engine, storage, keepJobsDays: settings.worker.keepJobsDays }, stop.signal),
    scrubs && runScrubber({ engine, storage, everyDays: settings.storage.scrubDays }, stop.signal),
    runPruner({ db, clock, log, ...settings.callbacks }, stop.signal),
    metrics.stored?.run({ db: db.reader, clock, log }, stop.signal),
  ])
  process.stdout.write(
    announcement({ url: listener.url, secrets, loopbackOpen, isTerminal: process.stdout.isTTY }),
  )
  await untilToldToStop(log, settings.worker.graceMs)
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

function announce({ secrets }: AppContext, url: string, loopbackOpen: boolean): void {
  const isTerminal = process.stdout.isTTY
  process.stdout.write(announcement({ url, secrets, loopbackOpen, isTerminal }))
}
