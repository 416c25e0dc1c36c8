import { availableParallelism } from 'node:os'
import path from 'node:path'
import { systemClock, type Clock } from '../base/clock.ts'
import { FileRefusedError, isOutOfRoom, roomAt } from '../base/file-refusals.ts'
import { createIds, type Ids } from '../base/ids.ts'
import { createLog, type Log } from '../base/log.ts'
import { outageOf } from '../base/outage.ts'
import { Outages } from '../base/outages.ts'
import { probeDescriptors, probeDirectory, probeMemory, probeProcesses } from '../base/probes.ts'
import { readSettings, SettingsError, type Settings } from '../config/read-settings.ts'
import { loadSecrets, type Secrets } from '../config/secrets.ts'
import type { Database } from '../db/database.ts'
import { writeNothing } from '../db/dialect.ts'
import { databaseFault } from '../db/faults.ts'
import { lockDirectory } from '../db/lock.ts'
import { DATABASE_FILE, openDatabase } from '../db/open-database.ts'
import { ownDirectory, shownMode } from '../db/own-directory.ts'
import { ensureBucket } from '../engine/objects/ensure-bucket.ts'
import { DamageWatch } from '../engine/objects/damage-watch.ts'
import type { JobEngine } from '../engine/engine.ts'
import { createMediaPool } from '../media/pool/pool.ts'
import { heededStorage } from '../storage/heeded-storage.ts'
import { openStorage } from '../storage/open-storage.ts'
import { probeStorage } from '../storage/probe-storage.ts'
import { DamagedBlobError, type Storage } from '../storage/storage.ts'
import { allTags } from '../tags/all-tags.ts'
import type { Worker } from '../worker/worker.ts'

/** A start takes back what a dead process ran, so that a lease only matters to a worker that hangs, ms. */
const SOLE_LEASE_MS = 30_000
/** Others wait this long for a worker that died, ms. */
const SHARED_LEASE_MS = 7_000

/** What every process of the service works with. */
export interface Parts extends AsyncDisposable {
  readonly settings: Settings
  /** This process's own. */
  readonly dataDir: string
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  /** True when no other process can have the database open. */
  readonly soleProcess: boolean
  readonly secrets: Secrets
  readonly storage: Storage
  /** What this process has to do without now. */
  readonly outages: Outages
  /** Told of each damaged blob that `storage` comes upon. */
  readonly damage: DamageWatch
  readonly engine: JobEngine
}

/** Opens what the environment names. Throws what `runProcess` tells in a sentence, among others. */
export async function openParts(environment: Readonly<Record<string, string | undefined>>): Promise<Parts> {
  const settings = readSettings(environment)
  const dataDir = path.resolve(settings.service.dataDir)
  try {
    return await open(settings, dataDir)
  } catch (error) {
    throw explainedStart(error, { settings, dataDir })
  }
}

/** A start on a full disk goes on while it has nothing to write. */
function explainedStart(
  error: unknown,
  { settings, dataDir }: { readonly settings: Settings; readonly dataDir: string },
): unknown {
  const isOfDatabase = databaseFault(error) === 'full'
  if (!isOfDatabase && !isOutOfRoom(error)) return error
  const disk =
    isOfDatabase && settings.database.url !== undefined
      ? 'The disk of the database that DATABASE_URL names is full'
      : `The disk of the data directory ${dataDir} is full: ${roomAt(dataDir)}`
  return new FileRefusedError(
    `${disk}. This start has something to write, such as keys or a new bucket of LEMNIS_BUCKETS: make room.`,
    { cause: error },
  )
}

async function open(settings: Settings, dataDir: string): Promise<Parts> {
  await using opening = new AsyncDisposableStack()
  const log = createLog(settings.service.logLevel)
  const wasOpen = ownDirectory(dataDir)
  if (wasOpen !== undefined) {
    const mode = shownMode(wasOpen)
    log.warn({ dataDir, mode }, 'other users could look into the data directory: it was closed to them')
  }
  opening.use(lockDirectory(dataDir))
  const outages = opening.use(new Outages({ clock: systemClock, log }))
  const file = path.join(dataDir, DATABASE_FILE)
  const { db, clock, soleProcess } = opening.use(
    await openDatabase({ ...settings.database, file, clock: systemClock, log, report: outages.report }),
  )
  const ids = createIds(clock)
  const secrets = await loadSecrets({ ...settings.service, dataDir }, { db, ids, log })
  const damage = new DamageWatch({ db, log })
  const opened = opening.use(await openStorage({ ...settings.storage, directory: dataDir, clock, ids }))
  const storage = heededStorage(opened, (error) => {
    if (error instanceof DamagedBlobError) damage.heed(error)
    const outage = outageOf(error)
    if (outage) outages.report(outage)
  })
  outages.watch('database', () => db.transact(writeNothing))
  outages.watch('storage', (signal) => probeStorage(opened, signal))
  outages.watch('descriptors', probeDescriptors)
  const tags = allTags({
    ...settings.media,
    vendorLimits: settings.worker.vendorLimits,
    timeZone: settings.engine.timeZone,
  })
  for (const tag of settings.worker.timeLimits.keys()) {
    if (tags.isDocumented(tag)) continue
    throw new SettingsError(`LEMNIS_TIME_LIMITS is not usable: there is no tag ${tag}.`)
  }
  const engine: JobEngine = {
    db,
    clock,
    ids,
    log,
    tags,
    leaseMs: soleProcess ? SOLE_LEASE_MS : SHARED_LEASE_MS,
    tdmq: settings.callbacks.tdmq,
    ...settings.engine,
  }
  for (const bucket of settings.service.buckets) await ensureBucket(engine, bucket)
  const all = opening.move()
  return {
    settings,
    dataDir,
    db,
    clock,
    ids,
    log,
    soleProcess,
    secrets,
    storage,
    outages,
    damage,
    engine,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Those whose file systems may be several, by what the metrics call them. */
export function directoriesOf(dataDir: string): Readonly<Record<string, string>> {
  const below = (name: string): string => path.join(dataDir, name)
  return { data: dataDir, blobs: below('blobs'), staging: below('staging'), work: below('work') }
}

export interface WorkerWanted {
  readonly concurrency?: number | undefined
  readonly queues?: readonly string[] | undefined
}

/** Jobs that the worker of a process runs at once. */
export function concurrencyOf({ worker }: Settings, wanted: WorkerWanted): number {
  return wanted.concurrency ?? (worker.concurrency || availableParallelism())
}

/** The worker of a process, with the children that do the media work. */
export function createWorker(
  { settings, engine, storage, outages, soleProcess, dataDir, log }: Parts,
  wanted: WorkerWanted,
): Worker & AsyncDisposable {
  const concurrency = concurrencyOf(settings, wanted)
  const media = createMediaPool({ size: concurrency, log })
  const workDirectory = path.join(dataDir, 'work')
  outages.watch('scratch', probeDirectory(workDirectory))
  outages.watch('processes', probeProcesses)
  outages.watch('memory', probeMemory)
  return {
    engine,
    storage,
    media,
    outages,
    concurrency,
    queues: wanted.queues,
    soleProcess,
    graceMs: settings.worker.graceMs,
    timeLimits: settings.worker.timeLimits,
    workDirectory,
    [Symbol.asyncDispose]: () => media[Symbol.asyncDispose](),
  }
}
