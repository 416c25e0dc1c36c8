import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { systemClock } from './base/clock.ts'
import { createIds } from './base/ids.ts'
import { createLog } from './base/log.ts'
import { readVersion } from './base/version.ts'
import { isLoopbackHost } from './callbacks/address-guard.ts'
import { parseWebhookKeys } from './callbacks/config.ts'
import { FlightLog } from './callbacks/flight-log.ts'
import { ParkedAlert } from './callbacks/parked-alert.ts'
import { runPruner } from './callbacks/run-pruner.ts'
import { createSender } from './callbacks/sender.ts'
import { TransportByAddress } from './callbacks/transports/by-address.ts'
import { HttpTransport } from './callbacks/transports/http/http-transport.ts'
import { createResolver } from './callbacks/transports/http/resolve-host.ts'
import { RabbitMqTransport } from './callbacks/transports/rabbitmq/rabbitmq-transport.ts'
import { givenKeys, keptKeys } from './callbacks/webhook-keys.ts'
import { announcement } from './config/announce.ts'
import { readSettings, SettingsError } from './config/read-settings.ts'
import { loadSecrets } from './config/secrets.ts'
import { untilToldToStop } from './config/stop-signals.ts'
import { DirectoryInUseError, lockDirectory } from './db/lock.ts'
import { NewerSchemaError } from './db/sqlite/migrate.ts'
import { openSqlite } from './db/sqlite/open.ts'
import { BucketElsewhereError, ensureBucket } from './engine/ensure-bucket.ts'
import type { JobEngine } from './engine/engine.ts'
import type { LookUpKey } from './http/authenticate.ts'
import { BucketDirectory } from './http/bucket-directory.ts'
import { ServiceMetrics } from './http/api/metrics.ts'
import { createDoor, isOurs } from './http/door.ts'
import { listen, ListenError } from './http/listener.ts'
import { createMediaPool } from './media/pool.ts'
import { createRequestIds } from './protocol/request-ids.ts'
import { SignatureMemory } from './protocol/signature-memory.ts'
import { openFsStorage } from './storage/fs/fs-storage.ts'
import { createNoiseReduction } from './tags/noise-reduction/tag.ts'
import { createTagRegistry } from './tags/registry.ts'
import { runSweeper } from './worker/sweeper.ts'
import { runWorker } from './worker/run-worker.ts'

/** A broker that does not answer for so long is tried again by the next message, ms. */
const BROKER_CONNECT_MS = 15_000

/** Requests in flight may end for this long after a stop, ms. */
const DOOR_GRACE_MS = 3_000

/** `lemnis serve`: runs the API, the worker and the sender until it is told to stop. Gives the exit code. */
export async function serve(): Promise<number> {
  try {
    await runService()
    return 0
  } catch (error) {
    if (!isRefusal(error)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

async function runService(): Promise<void> {
  const settings = readSettings(process.env)
  const dataDir = path.resolve(settings.service.dataDir)
  using _lock = lockDirectory(dataDir)
  const clock = systemClock
  const startedAt = clock.monotonic()
  const ids = createIds(clock)
  const log = createLog(settings.service.logLevel)
  const secrets = loadSecrets({ ...settings.service, dataDir }, ids)
  await using db = openSqlite(path.join(dataDir, 'lemnis.db'))
  await using storage = await openFsStorage({ directory: dataDir, clock, ids })
  const concurrency = settings.worker.concurrency || availableParallelism()
  await using media = createMediaPool({ size: concurrency, log })
  const tags = createTagRegistry([
    createNoiseReduction({ ...settings.media, vendorLimits: settings.worker.vendorLimits }),
  ])
  const engine: JobEngine = { db, clock, ids, log, tags, tdmq: settings.callbacks.tdmq, ...settings.engine }
  for (const bucket of settings.service.buckets) await ensureBucket(engine, bucket)

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
  const metrics = new ServiceMetrics()
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
    // The directory's lock lets no other process in.
    soleProcess: true,
  })

  const stop = new AbortController()
  const [defaultBucket] = settings.service.buckets
  const hosts = {
    publicNames: settings.http.publicNames,
    hostBuckets: settings.service.bucketHosts,
    ...(defaultBucket && { defaultBucket }),
  }
  const lookUpKey: LookUpKey = (accessKeyId) =>
    accessKeyId === secrets.secretId ? secrets.secretKey : undefined
  using buckets = new BucketDirectory(db)
  const door = createDoor({
    buckets,
    service: { engine, storage, tags, callbackAddresses, lookUpKey, settings: settings.http },
    hosts,
    keys: { lookUpKey, publicNames: settings.http.publicNames, memory: new SignatureMemory() },
    management: {
      db,
      clock,
      ids,
      log,
      version: readVersion(),
      startedAt,
      adminToken: secrets.adminToken,
      metrics,
      metricsOpen: settings.http.metricsOpen,
      transport,
      keys,
      keysAreGiven: secrets.webhookSecretIsGiven,
    },
    newRequestId: createRequestIds(clock, ids),
    stopping: stop.signal,
  })
  const { tlsCert, tlsKey } = settings.http
  const listener = await listen({
    ...settings.http,
    tls:
      tlsCert !== undefined && tlsKey !== undefined
        ? { cert: readPem(tlsCert), key: readPem(tlsKey) }
        : undefined,
    handle: door,
    isOurs: (authority) => isOurs(authority, hosts),
  })
  const running = Promise.all([
    runWorker(
      { engine, storage, media, concurrency, workDirectory: path.join(dataDir, 'work') },
      stop.signal,
    ),
    sender.run(stop.signal),
    runSweeper(engine, storage, stop.signal),
    runPruner({ db, clock, log, ...settings.callbacks }, stop.signal),
  ])
  process.stdout.write(
    announcement({ url: listener.url, secrets, loopbackOpen, isTerminal: process.stdout.isTTY }),
  )
  await untilToldToStop(log)
  stop.abort()
  await Promise.all([listener.close(DOOR_GRACE_MS), running])
}

function readPem(file: string): string {
  return readFileSync(file, 'utf8')
}

/** What an operator can mend: told in one sentence, without a stack. */
function isRefusal(error: unknown): error is Error {
  return [SettingsError, DirectoryInUseError, NewerSchemaError, BucketElsewhereError, ListenError].some(
    (refusal) => error instanceof refusal,
  )
}
