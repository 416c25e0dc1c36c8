import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { diagnosisOf, skippedCheck, type Diagnosis } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { createLog } from '../base/log.ts'
import { sleep } from '../base/tasks/wait.ts'
import type { Variables } from '../config/check-settings.ts'
import { readSettings, SettingsError, type Settings } from '../config/read-settings.ts'
import { DirectoryInUseError, lockDirectory } from '../db/lock.ts'
import { DATABASE_FILE, openDatabase } from '../db/open-database.ts'
import { openStorage } from '../storage/open-storage.ts'
import { CHECKS } from './checks.ts'
import type { DoctorContext } from './doctor-context.ts'
import { runDoctor, type RunDoctorOptions } from './run-doctor.ts'

/** The end does not wait longer for what hangs, ms. */
const CLOSE_MS = 2_000

/** Files that root makes in the data directory of another user can't be used by the service. */
export class WrongUserError extends Error {
  override readonly name = 'WrongUserError'
}

/**
 * Checks what `lemnis serve` would find with this environment. The data directory is locked meanwhile, and an older
 * schema is left as it is. Throws DirectoryInUseError and WrongUserError.
 */
export async function runChecksOffline(
  environment: Variables,
  options: RunDoctorOptions,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const settings = tryReadSettings(environment)
  if (settings instanceof SettingsError) return settingsFailure(settings)
  const dataDir = path.resolve(settings.service.dataDir)
  assertOwner(dataDir)
  using _lock = lockIfPossible(dataDir)
  const opened = new AsyncDisposableStack()
  try {
    const context = createContext({ environment, settings, dataDir }, opened)
    return await runDoctor(context, options, signal)
  } finally {
    await Promise.race([opened.disposeAsync().catch(() => undefined), sleep(CLOSE_MS)])
  }
}

function tryReadSettings(environment: Variables): Settings | SettingsError {
  try {
    return readSettings(environment)
  } catch (error) {
    if (error instanceof SettingsError) return error
    throw error
  }
}

/** Without settings nothing else can be checked: defaults would be another set-up. */
function settingsFailure({ message }: SettingsError): Diagnosis {
  const lines = message.split('\n')
  return diagnosisOf(
    CHECKS.map(({ name }) =>
      name === 'settings'
        ? {
            name,
            state: 'failed',
            ms: 0,
            found: `${lines.length} can’t be used`,
            figures: {},
            problems: lines.map((what) => ({
              state: 'failed',
              what,
              advice: 'Correct it, or unset it for the default; see docs/settings.md.',
            })),
          }
        : skippedCheck(name, 'The check "settings" has to succeed first.'),
    ),
  )
}

/** Throws WrongUserError. */
function assertOwner(dataDir: string): void {
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid
  if (owner === undefined || owner === process.getuid?.() || process.getuid?.() !== 0) return
  throw new WrongUserError(
    `The data directory ${dataDir} belongs to the user ${owner}, and this is root: check it as that user, ` +
      `such as with "sudo -u '#${owner}' …", or ask the service that runs with "lemnis doctor".`,
  )
}

/** No lock where the directory is absent or can't be locked: the checks report why. Throws DirectoryInUseError. */
function lockIfPossible(dataDir: string): Disposable | undefined {
  if (!existsSync(dataDir)) return undefined
  try {
    return lockDirectory(dataDir)
  } catch (error) {
    if (error instanceof DirectoryInUseError) throw error
    return undefined
  }
}

/** `opened` closes what the checks open. */
function createContext(
  { environment, settings, dataDir }: Pick<DoctorContext, 'environment' | 'settings' | 'dataDir'>,
  opened: AsyncDisposableStack,
): DoctorContext {
  const clock = systemClock
  const ids = createIds(clock)
  const log = createLog(settings.service.logLevel)
  const file = path.join(dataDir, DATABASE_FILE)
  const database = once(async () =>
    opened.use(await openDatabase({ ...settings.database, file, clock, log })),
  )
  const storage = once(async () => {
    const directory = settings.storage.s3 ? await makeScratch(opened) : dataDir
    return opened.use(await openStorage({ ...settings.storage, directory, clock, ids }))
  })
  return {
    environment,
    settings,
    dataDir,
    clock,
    ids,
    log,
    concurrency: settings.worker.concurrency || availableParallelism(),
    openDatabase: database,
    openStorage: storage,
    isRunning: false,
  }
}

/** For this run alone: a service empties its own when it starts. */
async function makeScratch(opened: AsyncDisposableStack): Promise<string> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'lemnis-doctor-'))
  opened.defer(() => rm(scratch, { recursive: true, force: true }))
  return scratch
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
