import path from 'node:path'
import { systemClock } from '../base/clock.ts'
import { readVersion } from '../base/version.ts'
import { createInspector } from '../doctor/create-inspector.ts'
import type { DoctorContext } from '../doctor/doctor-context.ts'
import { describeSettings } from '../config/describe-settings.ts'
import { createDoctor } from '../doctor/run-doctor.ts'
import { RecentActivity } from '../http/api/activity/recent-activity.ts'
import type { ApiContext } from '../http/api/api-context.ts'
import { AuditTrail } from '../http/api/audit/audit-trail.ts'
import { Console } from '../http/console/answer-console.ts'
import { ConsoleSessions } from '../http/console/console-sessions.ts'
import { createIdentifyCaller, type CallerGuard } from '../http/console/identify-caller.ts'
import type { ServiceMetrics } from '../http/api/metrics/metrics.ts'
import { BucketDirectory } from '../http/bucket-directory.ts'
import { listen, type Listener } from '../http/connections/listener.ts'
import {
  createDispatcher,
  createOverloadHandler,
  isOwnHost,
  type DispatcherOptions,
} from '../http/dispatcher.ts'
import { KeyDirectory } from '../http/key-directory.ts'
import { logRejectedConnect } from '../http/log-answer.ts'
import { MediaCalls } from '../http/media-calls.ts'
import type { RouteContext } from '../http/route-context.ts'
import { ChangeWatch } from '../http/events/change-watch.ts'
import { SoundViews } from '../http/sound-views/sound-views.ts'
import { SignatureCache } from '../protocol/auth/signature-cache.ts'
import { createRequestIds } from '../protocol/request-ids.ts'
import { ComparedBlobs } from '../storage/compared-blobs.ts'
import type { AppContext } from './app-context.ts'
import type { CallbackDelivery } from './callback-delivery.ts'
import { concurrencyOf, workerFacts } from './create-worker.ts'
import { copySigningKeys, tokensOf } from './load-secrets.ts'
import { readCertificate } from './read-certificate.ts'
import type { ServiceOptions } from './worker-options.ts'

/** Requests in flight may end for this long after a stop, ms. */
const GRACE_MS = 3_000
/** A page that was opened is left alone with the processor for so long before views of sound get ready, ms. */
const WARM_AFTER_MS = 1_000

export interface HttpServerOptions {
  readonly metrics: ServiceMetrics
  readonly callbacks: CallbackDelivery
  readonly serve: ServiceOptions
}

export interface HttpServer extends AsyncDisposable {
  /** `http://HOST:PORT` as it is bound. */
  readonly url: string
  /** Takes no new connection, and resolves when all requests have ended or were cut off. */
  close(): Promise<void>
}

/** Opens the port for clients and for the operator. Once `stopping` aborts, waiting requests end. */
export async function openHttpServer(
  context: AppContext,
  options: HttpServerOptions,
  stopping: AbortSignal,
): Promise<HttpServer> {
  await using opened = new AsyncDisposableStack()
  const { storage, secrets, engine, dataDir } = context
  const keys = opened.use(new KeyDirectory(engine.db, secrets))
  const buckets = opened.use(new BucketDirectory(engine.db))
  const directory = path.join(dataDir, 'calls')
  const media = opened.use(new MediaCalls({ storage, log: engine.log, directory }))
  const guard = createCallerGuard(context)
  const soundViews = opened.use(openSoundViews(context))
  const audit = new AuditTrail(engine)
  const listener = await startListener(context, {
    buckets,
    stopping,
    management: createApiContext(context, { ...options, keys, guard, audit, soundViews }, stopping),
    console: new Console({
      ...{ ...guard, audit, clock: engine.clock, log: engine.log, version: readVersion() },
      onPage: () => setTimeout(() => soundViews.warmUp(), WARM_AFTER_MS).unref(),
    }),
    context: {
      engine,
      storage,
      copySources: new ComparedBlobs(storage, systemClock),
      tags: engine.tags,
      media,
      callbackAddresses: callbackAddressesOf(context, options.callbacks),
      keys,
      settings: context.settings.http,
    },
    keys: {
      directory: keys,
      publicNames: context.settings.http.publicNames,
      cache: new SignatureCache(),
    },
    hosts: hostSettings(context),
    newRequestId: createRequestIds(engine.clock, engine.ids),
    onAnswered: options.metrics.observeRequest,
  })
  const all = opened.move()
  return {
    url: listener.url,
    close: () => listener.close(GRACE_MS),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function createCallerGuard({
  settings: { http },
  secrets,
  engine: { db, clock, ids },
}: AppContext): CallerGuard {
  const tokens = tokensOf(secrets)
  return {
    sessions: new ConsoleSessions({ db, clock, ids, tokens }),
    hosts: { publicNames: http.publicNames, origin: http.consoleOrigin },
    isConsoleOn: http.console,
  }
}

function hostSettings({ settings: { http, service } }: AppContext): DispatcherOptions['hosts'] {
  const [defaultBucket] = service.buckets
  return {
    publicNames: http.publicNames,
    hostBuckets: service.bucketHosts,
    ...(defaultBucket && { defaultBucket }),
  }
}

/** `undefined` while callbacks are redirected: then no address of a job is called. */
function callbackAddressesOf(
  { settings }: AppContext,
  { addresses }: CallbackDelivery,
): RouteContext['callbackAddresses'] {
  return settings.callbacks.redirect ? undefined : addresses
}

function openSoundViews({ settings, storage, engine, dataDir }: AppContext): SoundViews {
  return new SoundViews({
    engine,
    storage,
    directory: path.join(dataDir, 'sound-views'),
    maxBytes: settings.storage.soundViews.maxBytes,
    maxDurationS: settings.media.maxDurationS,
  })
}

interface ApiContextOptions extends HttpServerOptions {
  readonly keys: KeyDirectory
  readonly guard: CallerGuard
  readonly audit: AuditTrail
  readonly soundViews: SoundViews
}

function createApiContext(
  context: AppContext,
  { metrics, callbacks, serve, keys, guard, audit, soundViews }: ApiContextOptions,
  stopping: AbortSignal,
): ApiContext {
  const { settings, secrets, storage, outages, engine } = context
  const { db, clock, ids, log } = engine
  const doctor = doctorContextOf(context, serve)
  return {
    engine,
    db,
    clock,
    ids,
    log,
    storage,
    soundViews,
    activity: new RecentActivity({ db, clock }),
    changes: new ChangeWatch({ db, clock, ids, log, stopping, onStreams: metrics.observeStreams }),
    callbackAddresses: callbackAddressesOf(context, callbacks),
    metrics,
    outages,
    stopping,
    version: readVersion(),
    startedAt: clock.monotonic(),
    tokens: tokensOf(secrets),
    metricsOpen: settings.http.metricsOpen,
    transport: callbacks.transport,
    redirect: settings.callbacks.redirect,
    keys: callbacks.keys,
    keysAreGiven: secrets.webhookSecretIsGiven,
    copyKeys: () => copySigningKeys(context.dataDir, engine),
    diagnose: createDoctor(doctor),
    inspect: createInspector(doctor),
    accessKeys: keys,
    identify: createIdentifyCaller(guard),
    audit,
    ownWorker: serve.worker ? workerFacts(context, serve) : undefined,
    describeSettings: () => describeSettings(context.environment),
    createConsoleLink: (role) => guard.sessions.createLink(role),
    consoleAt: guard.isConsoleOn ? { origin: guard.hosts.origin } : undefined,
    cancelRunning: engine.cancelRunning,
    defaultBucket: settings.service.buckets.at(0)?.name,
  }
}

function doctorContextOf(
  { settings, dataDir, storage, outages, engine: { db, clock, ids, log } }: AppContext,
  serve: ServiceOptions,
): DoctorContext {
  return {
    settings,
    dataDir,
    ids,
    log,
    outages,
    environment: process.env,
    clock: systemClock,
    concurrency: serve.worker ? concurrencyOf(settings, serve) : 0,
    openDatabase: () => Promise.resolve({ db, clock }),
    openStorage: () => Promise.resolve(storage),
    isRunning: true,
  }
}

function startListener(
  { settings, engine: { log } }: AppContext,
  dispatcher: DispatcherOptions,
): Promise<Listener> {
  return listen({
    ...settings.http,
    tls: readCertificate(settings.http),
    handle: createDispatcher(dispatcher),
    handleOverload: createOverloadHandler(dispatcher),
    isOwnHost: (authority) => isOwnHost(authority, dispatcher.hosts),
    onRejectedConnect: (authority, rejection) => {
      logRejectedConnect(log, authority, rejection)
    },
  })
}
