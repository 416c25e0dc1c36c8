import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { diagnosisOf, skippedCheck, type Diagnosis } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { createLog } from '../base/log.ts'
import { sleep } from '../base/wait.ts'
import type { Variables } from '../config/check-settings.ts'
import { readSettings, SettingsError, type Settings } from '../config/read-settings.ts'
import { DirectoryInUseError, lockDirectory } from '../db/lock.ts'
import { DATABASE_FILE, openDatabase } from '../db/open-database.ts'
import { openStorage } from '../storage/open-storage.ts'
import { CHECKS } from './checks.ts'
import { examine, type ExamineOptions } from './examine.ts'
import type { Patient } from './patient.ts'

/** What hangs is not waited for at the end either, ms. */
const CLOSE_MS = 2_000

/** What is made in the data directory would belong to root, and the service could not use it. */
export class WrongUserError extends Error {
  override readonly name = 'WrongUserError'
}

/**
 * Examines what `lemnis serve` would find with this environment, with nobody else in the data directory meanwhile. An
 * older schema is left as it is. Throws DirectoryInUseError and WrongUserError.
 */
export async function examineOffline(
  environment: Variables,
  wanted: ExamineOptions,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const settings = tryToRead(environment)
  if (settings instanceof SettingsError) return brokenSettings(settings)
  const dataDir = path.resolve(settings.service.dataDir)
  requireOwner(dataDir)
  using _lock = lockIfThere(dataDir)
  const opened = new AsyncDisposableStack()
  try {
    return await examine(preparePatient({ environment, settings, dataDir }, opened), wanted, signal)
  } finally {
    await Promise.race([opened.disposeAsync().catch(() => undefined), sleep(CLOSE_MS)])
  }
}

function tryToRead(environment: Variables): Settings | SettingsError {
  try {
    return readSettings(environment)
  } catch (error) {
    if (error instanceof SettingsError) return error
    throw error
  }
}

/** Without settings nothing else can be looked at: defaults would be somebody else's set-up. */
function brokenSettings({ message }: SettingsError): Diagnosis {
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

function requireOwner(dataDir: string): void {
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid
  if (owner === undefined || owner === process.getuid?.() || process.getuid?.() !== 0) return
  throw new WrongUserError(
    `The data directory ${dataDir} belongs to the user ${owner}, and this is root: examine it as that user, ` +
      `such as with "sudo -u '#${owner}' …", or ask the service that runs with "lemnis doctor".`,
  )
}

/** No lock for a directory that nobody could lock: that is for the checks to tell. */
function lockIfThere(dataDir: string): Disposable | undefined {
  if (!existsSync(dataDir)) return undefined
  try {
    return lockDirectory(dataDir)
  } catch (error) {
    if (error instanceof DirectoryInUseError) throw error
    return undefined
  }
}

/** What is opened is closed by `opened`. */
function preparePatient(
  { environment, settings, dataDir }: Pick<Patient, 'environment' | 'settings' | 'dataDir'>,
  opened: AsyncDisposableStack,
): Patient {
  const clock = systemClock
  const ids = createIds(clock)
  const log = createLog(settings.service.logLevel)
  const keep = async <T extends AsyncDisposable>(opening: Promise<T>): Promise<T> => opened.use(await opening)
  const database = once(() =>
    keep(openDatabase({ ...settings.database, file: path.join(dataDir, DATABASE_FILE), clock, log })),
  )
  const storage = once(async () => {
    const directory = settings.storage.s3 ? await makeScratch(opened) : dataDir
    return keep(openStorage({ ...settings.storage, directory, clock, ids }))
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

/** Of this examination alone: a service that starts empties its own. */
async function makeScratch(opened: AsyncDisposableStack): Promise<string> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'lemnis-doctor-'))
  opened.defer(() => rm(scratch, { recursive: true, force: true }))
  return scratch
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
