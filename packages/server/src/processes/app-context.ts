import path from 'node:path'
import { ActivityRecorder } from '../activity/activity-recorder.ts'
import { systemClock } from '../base/clock.ts'
import { FileRefusedError, isOutOfSpace, freeSpaceAt } from '../base/outages/file-refusals.ts'
import { createIds } from '../base/ids.ts'
import { createLog, type Log } from '../base/log.ts'
import { outageOf } from '../base/outages/outage.ts'
import { Outages } from '../base/outages/outages.ts'
import { probeDescriptors } from '../base/outages/probes.ts'
import { unknownSettings, type Variables } from '../config/check-settings.ts'
import { readSettings, SettingsError, type Settings } from '../config/read-settings.ts'
import { loadSecrets, type Secrets } from './load-secrets.ts'
import { writeNothing } from '../db/dialect.ts'
import { databaseFault } from '../db/faults.ts'
import { lockDirectory } from '../db/lock.ts'
import { DATABASE_FILE, openDatabase } from '../db/open-database.ts'
import { ownDirectory, shownMode } from '../db/own-directory.ts'
import type { Engine, JobEngine } from '../engine/engine.ts'
import { DamageWatch } from '../engine/objects/damage-watch.ts'
import { ensureBucket } from '../engine/objects/ensure-bucket.ts'
import { observedStorage } from '../storage/observed-storage.ts'
import { openStorage } from '../storage/open-storage.ts'
import { probeStorage } from '../storage/probe-storage.ts'
import { DamagedBlobError, type Storage } from '../storage/storage.ts'
import { allTags } from '../tags/all-tags.ts'
import type { TagRegistry } from '../tags/registry.ts'

/** A start takes back the jobs of a dead process, so this lease only matters for a worker that hangs, ms. */
const SOLE_LEASE_MS = 30_000
/** Other processes wait this long for a worker that died, ms. */
const SHARED_LEASE_MS = 7_000

/** What every process of the service opens at its start. */
export interface AppContext extends AsyncDisposable {
  readonly settings: Settings
  /** What the settings were read from. */
  readonly environment: Variables
  /** ms since 1970 */
  readonly startedAt: number
  /** This process's own. */
  readonly dataDir: string
  /** True when no other process can have the database open. */
  readonly soleProcess: boolean
  readonly secrets: Secrets
  readonly storage: Storage
  /** The outages of this process. */
  readonly outages: Outages
  /** Notified of each damaged blob that `storage` finds. */
  readonly damage: DamageWatch
  /** With the database, its clock, the ids and the log. */
  readonly engine: JobEngine
}

/** Opens what the environment names. Throws the errors that `runProcess` prints as a sentence, among others. */
export async function openContext(environment: Variables): Promise<AppContext> {
  const settings = readSettings(environment)
  const dataDir = path.resolve(settings.service.dataDir)
  try {
    return await open(settings, { dataDir, environment })
  } catch (error) {
    throw explainFullDisk(error, { settings, dataDir })
  }
}

interface Start {
  readonly dataDir: string
  readonly environment: Variables
}

async function open(settings: Settings, { dataDir, environment }: Start): Promise<AppContext> {
  await using opened = new AsyncDisposableStack()
  const log = createLog(settings.service.logLevel)
  for (const { what, advice } of unknownSettings(environment)) log.warn(`${what} ${advice}`)
  opened.use(openDataDirectory(dataDir, log))
  const outages = opened.use(new Outages({ clock: systemClock, log }))
  const file = path.join(dataDir, DATABASE_FILE)
  const { db, clock, soleProcess } = opened.use(
    await openDatabase({ ...settings.database, file, clock: systemClock, log, report: outages.report }),
  )
  const base: Engine = { db, clock, ids: createIds(clock), log }
  const secrets = await loadSecrets({ ...settings.service, dataDir }, base)
  const damage = new DamageWatch(base)
  const storage = opened.use(await openStorage({ ...settings.storage, ...base, directory: dataDir }))
  outages.watch('database', () => db.transact(writeNothing))
  outages.watch('storage', (signal) => probeStorage(storage, signal))
  outages.watch('descriptors', probeDescriptors)
  const leaseMs = soleProcess ? SOLE_LEASE_MS : SHARED_LEASE_MS
  // Disposed of before the database.
  const activity = opened.use(new ActivityRecorder(base))
  const engine = createEngine(settings, { ...base, leaseMs, activity })
  for (const bucket of settings.service.buckets) await ensureBucket(engine, bucket)
  const all = opened.move()
  return {
    settings,
    environment,
    startedAt: clock.now(),
    dataDir,
    soleProcess,
    secrets,
    storage: observe(storage, { outages, damage }),
    outages,
    damage,
    engine,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Locks the directory, which is closed to other users. */
function openDataDirectory(dataDir: string, log: Log): Disposable {
  const previousMode = ownDirectory(dataDir)
  if (previousMode !== undefined) {
    const mode = shownMode(previousMode)
    log.warn({ dataDir, mode }, 'other users could look into the data directory: it was closed to them')
  }
  return lockDirectory(dataDir)
}

/** The same storage; its errors are reported as outages and damage. */
function observe(storage: Storage, { outages, damage }: Pick<AppContext, 'outages' | 'damage'>): Storage {
  return observedStorage(storage, (error) => {
    if (error instanceof DamagedBlobError) damage.observe(error)
    const outage = outageOf(error)
    if (outage) outages.report(outage)
  })
}

function createEngine(settings: Settings, base: Engine & Pick<JobEngine, 'leaseMs' | 'activity'>): JobEngine {
  const { redirect, tdmq } = settings.callbacks
  // What is redirected needs no broker.
  const regions = redirect ? { has: () => true } : tdmq
  return { ...base, tags: createTags(settings), tdmq: regions, ...settings.engine }
}

/** Throws SettingsError for a time limit of a tag that there is not. */
function createTags({ media, worker, engine }: Settings): TagRegistry {
  const tags = allTags({ ...media, vendorLimits: worker.vendorLimits, timeZone: engine.timeZone })
  for (const tag of worker.timeLimits.keys()) {
    if (tags.isDocumented(tag)) continue
    throw new SettingsError(`LEMNIS_TIME_LIMITS is not usable: there is no tag ${tag}.`)
  }
  return tags
}

/** A start on a full disk succeeds while it has nothing to write. */
function explainFullDisk(
  error: unknown,
  { settings, dataDir }: Pick<AppContext, 'settings' | 'dataDir'>,
): unknown {
  const isOfDatabase = databaseFault(error) === 'full'
  if (!isOfDatabase && !isOutOfSpace(error)) return error
  const disk =
    isOfDatabase && settings.database.url !== undefined
      ? 'The disk of the database that DATABASE_URL names is full'
      : `The disk of the data directory ${dataDir} is full: ${freeSpaceAt(dataDir)}`
  return new FileRefusedError(
    `${disk}. This start has something to write, such as keys or a new bucket of LEMNIS_BUCKETS: free some space.`,
    { cause: error },
  )
}
