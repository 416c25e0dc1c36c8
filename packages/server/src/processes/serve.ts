import path from 'node:path'
import { systemClock } from '../base/clock.ts'
import { readVersion } from '../base/version.ts'
import { isLoopbackHost } from '../callbacks/address-guard.ts'
import { parseWebhookKeys } from '../callbacks/config.ts'
import { FlightLog } from '../callbacks/delivery/flight-log.ts'
import { ParkedAlert } from '../callbacks/delivery/parked-alert.ts'
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
import { logRefusedConnect } from '../http/log-answer.ts'
import { createDoor, createReserveDoor, isOurs, type Door } from '../http/door.ts'
import { KeyDirectory } from '../http/key-directory.ts'
import { listen } from '../http/connections/listener.ts'
import { MediaCalls } from '../http/media-calls.ts'
import { createRequestIds } from '../protocol/request-ids.ts'
import { SignatureMemory } from '../protocol/auth/signature-memory.ts'
import { ComparedBlobs } from '../storage/compared-blobs.ts'
import { runScrubber } from '../worker/scrubber.ts'
import { runSweeper } from '../worker/sweeper.ts'
import { runWorker } from '../worker/run-worker.ts'
import { concurrencyOf, createWorker, directoriesOf, openParts } from './parts.ts'
import { readCertificate } from './read-certificate.ts'
import { outliveOutput, runProcess } from './refusals.ts'
import { readServeArguments, type ServeWanted } from './worker-arguments.ts'

/** A broker that does not answer for so long is tried again by the next message, ms. */
const BROKER_CONNECT_MS = 15_000

/** Requests in flight may end for this long after a stop, ms. */
const DOOR_GRACE_MS = 3_000

/** `lemnis serve`: runs the API, the sender and the worker until it is told to stop. Gives the exit code. */
export async function serve(args: readonly string[]): Promise<number> {
  const wanted = readServeArguments(args)
  outliveOutput()
  return runProcess(() => runService(wanted))
}

async function runService(wanted: ServeWanted): Promise<void> {
  await using parts = await openParts(process.env)
  const { settings, dataDir, db, clock, ids, log, soleProcess, secrets, storage, outages, engine } = parts
  const { tags } = engine
  const startedAt = clock.monotonic()
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
  const door: Door = {
    buckets,
    service: {
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
    keys: { directory: accessKeys, publicNames: settings.http.publicNames, memory: new SignatureMemory() },
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
    handle: createDoor(door),
    handleReserve: createReserveDoor(door),
    isOurs: (authority) => isOurs(authority, hosts),
    onRefusedConnect: (authority, refusal) => {
      logRefusedConnect(log, authority, refusal)
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
  await Promise.all([listener.close(DOOR_GRACE_MS), running])
}
