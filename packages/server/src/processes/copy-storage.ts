import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { asRefused } from '../base/outages/file-refusals.ts'
import { findBlobUses, findNamedBlob, showBlobUse } from '../buckets/named-blobs.ts'
import { CommandError, usageError } from '../cli/command.ts'
import { escapeControlCharacters } from '../cli/terminal.ts'
import { untilInterrupted } from '../cli/until-interrupted.ts'
import { readSettings } from '../config/read-settings.ts'
import type { Queryable } from '../db/database.ts'
import { DirectoryInUseError, lockDirectory } from '../db/lock.ts'
import { DATABASE_FILE } from '../db/open-database.ts'
import { openReader } from '../db/open-reader.ts'
import { ownDirectory } from '../db/own-directory.ts'
import { findMissing } from '../engine/objects/find-missing.ts'
import { copyBlobs, type CopyProgress } from '../storage/copy-blobs.ts'
import { blobsPath } from '../storage/fs/fs-storage.ts'
import { openStorage } from '../storage/open-storage.ts'
import { parseS3Location } from '../storage/s3/location.ts'
import type { DamagedBlobError, Storage } from '../storage/storage.ts'
import { openS3 } from './blob-location.ts'
import { readCopyArguments, type CopyOptions } from './copy-arguments.ts'
import { runProcess } from './run-process.ts'

const PROGRESS_MS = 1_000
/** Objects that are named for one blob. */
const MAX_USES = 5
const NO_ROWS =
  'The database of the source is not here (--from a data directory has it, DATABASE_URL names it), so that blobs are compared with what was read and not with their rows.'

/**
 * `lemnis storage copy --from LOCATION --to LOCATION`. Returns the exit code: 1 also when blobs were left out because
 * their bytes are not those of their rows.
 */
export function copyStorage(args: readonly string[]): Promise<number> {
  const options = readCopyArguments(args, '--from LOCATION and --to LOCATION')
  return runProcess(() => copyAll(options))
}

async function copyAll({ from, to, json }: CopyOptions): Promise<void> {
  await using opened = new AsyncDisposableStack()
  if (!from.startsWith('s3://')) requireBlobs(path.resolve(from))
  const source = await openLocation(from, opened)
  const target = await openLocation(to, opened)
  const rows = openRows(from, opened)
  if (!rows) process.stderr.write(`${NO_ROWS}\n`)
  const onDamaged = async ({ blobId, message }: DamagedBlobError): Promise<void> => {
    process.stderr.write(`${escapeControlCharacters(await describeBlob(rows, blobId))}: ${message}\n`)
  }
  const signal = untilInterrupted()
  const progress = await copyBlobs(source, target, {
    rowOf: async (id) => rows && findNamedBlob(rows, id),
    onProgress: json ? () => undefined : progressPrinter(),
    onDamaged,
    signal,
  })
  const missing = rows ? await findMissing(rows, { source, onMissing: onDamaged }, signal) : 0
  process.stdout.write(
    json ? `${JSON.stringify({ ...progress, missing })}\n` : `${describeProgress(progress)}, compared\n`,
  )
  if (progress.damaged + missing === 0) return
  throw new CommandError(
    `${progress.damaged} damaged blobs were not copied, and ${missing} are missing: they are named above.`,
  )
}

/** Prints the progress once a second. */
function progressPrinter(): (progress: CopyProgress) => void {
  let printedAt = systemClock.monotonic()
  return (progress) => {
    const now = systemClock.monotonic()
    if (now - printedAt < PROGRESS_MS) return
    printedAt = now
    process.stdout.write(`${describeProgress(progress)}\n`)
  }
}

function describeProgress({ copied, skipped, bytes }: CopyProgress): string {
  const present = skipped === 0 ? '' : `, ${skipped} were there`
  return `${copied} blobs copied (${(bytes / 1024 ** 2).toFixed(1)} MiB)${present}`
}

/** The rows of the source's blobs: in the database of its directory, or for S3 in that of the environment. */
function openRows(from: string, opened: AsyncDisposableStack): Queryable | undefined {
  const { database } = readSettings(process.env)
  const isS3 = from.startsWith('s3://')
  const file = path.join(isS3 ? '' : path.resolve(from), DATABASE_FILE)
  const own = isS3 ? undefined : openReader({ url: undefined, pooled: false }, file)
  const reader = own ?? (database.url === undefined ? undefined : openReader(database, file))
  return reader && opened.use(reader).reader
}

/** The objects that name a blob. */
async function describeBlob(rows: Queryable | undefined, blobId: string): Promise<string> {
  const uses = rows ? await findBlobUses(rows, blobId, MAX_USES) : []
  return uses.length === 0 ? `blob ${blobId}` : uses.map(showBlobUse).join(', ')
}

/** A source that is misspelt must not be made, and copied as an empty one. Throws FileRefusedError and CommandError. */
function requireBlobs(directory: string): void {
  try {
    accessSync(directory, constants.R_OK)
  } catch (error) {
    const advice = (): string => 'Name a data directory with --from.'
    throw asRefused(error, { what: `The source ${directory} can't be read`, place: directory, advice })
  }
  if (existsSync(blobsPath(directory))) return
  throw new CommandError(`${directory} has no blobs: name a data directory with --from.`)
}

function lockForCopy(directory: string): Disposable {
  try {
    return lockDirectory(directory)
  } catch (error) {
    if (!(error instanceof DirectoryInUseError)) throw error
    throw new CommandError(`${error.found} Stop it while its blobs are copied.`)
  }
}

/** Before it is read as LEMNIS_STORAGE, which a message would name. Throws CommandError. */
function checkLocation(location: string): void {
  try {
    parseS3Location(location)
  } catch (error) {
    throw usageError(
      `"${location}" is not usable: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

/** A directory is locked during the copy, so no service can use it. */
async function openLocation(location: string, opened: AsyncDisposableStack): Promise<Storage> {
  if (location.startsWith('s3://')) {
    checkLocation(location)
    const { s3 } = readSettings({ ...process.env, LEMNIS_STORAGE: location }).storage
    if (s3) return openS3(s3, opened)
  }
  const directory = path.resolve(location)
  ownDirectory(directory)
  opened.use(lockForCopy(directory))
  const ids = createIds(systemClock)
  return opened.use(await openStorage({ s3: undefined, directory, clock: systemClock, ids }))
}
