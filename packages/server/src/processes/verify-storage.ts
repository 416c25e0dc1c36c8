import path from 'node:path'
import { sentenceOf } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { OutageError } from '../base/outages/outage.ts'
import { CommandError } from '../cli/command.ts'
import { assertNoPositionals, readArguments, readInteger } from '../cli/read-arguments.ts'
import { untilInterrupted } from '../cli/until-interrupted.ts'
import { readSettings } from '../config/read-settings.ts'
import type { Queryable } from '../db/database.ts'
import { DATABASE_FILE } from '../db/open-database.ts'
import { openReader } from '../db/open-reader.ts'
import { DatabaseUnreachableError } from '../db/unreachable.ts'
import { verifyBlobs, type VerifyProgress } from '../engine/objects/verify-blobs.ts'
import { Pace } from '../storage/pace.ts'
import type { Storage } from '../storage/storage.ts'
import { openBlobReader } from './blob-location.ts'
import { requireFile } from './require-file.ts'
import { runProcess } from './run-process.ts'
import { VerifyOutput } from './verify-output.ts'

const DEFAULT_RATE_MB = 100

interface VerifyOptions {
  readonly dataDir: string | undefined
  /** Megabytes a second. */
  readonly rate: number
  readonly json: boolean
}

/** `lemnis storage verify`. Returns the exit code: 1 when anything is damaged or missing. */
export function verifyStorage(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, {
    rate: { type: 'string' },
    'data-dir': { type: 'string' },
    json: { type: 'boolean' },
  })
  assertNoPositionals(positionals)
  const rate = readInteger('rate', values.rate, { least: 1, most: 100_000 }) ?? DEFAULT_RATE_MB
  const { json = false, 'data-dir': dataDir } = values
  return runProcess(() => verify({ dataDir, rate, json }))
}

async function verify({ dataDir, rate, json }: VerifyOptions): Promise<void> {
  const settings = readSettings(process.env)
  const directory = path.resolve(dataDir ?? settings.service.dataDir)
  const file = path.join(directory, DATABASE_FILE)
  if (settings.database.url === undefined) requireFile(file, '--data-dir or LEMNIS_DATA_DIR')
  await using opened = new AsyncDisposableStack()
  const db = openReader(settings.database, file)
  if (!db) throw new CommandError(`There is no database at ${file}.`)
  const { reader } = opened.use(db)
  const output = new VerifyOutput(json)
  const storage = await openBlobReader({ ...settings.storage, directory }, opened)
  const verified = await readAll({ db: reader, storage, rate, output })
  output.end(verified)
  const { damaged, missing } = verified
  if (damaged + missing > 0)
    throw new CommandError(`${damaged} blobs are damaged and ${missing} are missing.`)
}

interface Reading {
  readonly db: Queryable
  readonly storage: Pick<Storage, 'lend'>
  readonly rate: number
  readonly output: VerifyOutput
}

/** Throws CommandError when it is interrupted, and DatabaseUnreachableError when the database or the storage is. */
async function readAll({ db, storage, rate, output }: Reading): Promise<VerifyProgress> {
  const signal = untilInterrupted()
  const pace = new Pace({ clock: systemClock, bytesPerSecond: rate * 1_000_000 })
  try {
    const options = {
      db,
      storage,
      spend: (bytes: number) => pace.spend(bytes, signal),
      onDamage: output.damage,
      onProgress: output.progress,
    }
    return await verifyBlobs(options, signal)
  } catch (error) {
    output.clear()
    if (signal.aborted) throw new CommandError('It was interrupted before all blobs were read.')
    if (!isUnreachable(error)) throw error
    throw new DatabaseUnreachableError(
      `The database or the storage can't be reached: ${sentenceOf(error)} See what "lemnis doctor --offline" says.`,
      { cause: error },
    )
  }
}

function isUnreachable(error: unknown): error is Error {
  if (error instanceof OutageError) return true
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
}
