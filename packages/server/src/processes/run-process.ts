import { FileRefusedError, refusalOf } from '../base/outages/file-refusals.ts'
import { CommandError } from '../cli/command.ts'
import { SettingsError } from '../config/read-settings.ts'
import { databaseFault } from '../db/faults.ts'
import { DirectoryInUseError } from '../db/lock.ts'
import { NewerSchemaError } from '../db/migrations.ts'
import { DatabaseUnreachableError } from '../db/unreachable.ts'
import { CopyError } from '../engine/operator/copy-database.ts'
import { BucketElsewhereError } from '../engine/objects/ensure-bucket.ts'
import { ListenError } from '../http/connections/listener.ts'
import { BlobCopyError } from '../storage/copy-blobs.ts'
import { StorageUnreachableError } from '../storage/storage.ts'

/** Errors that an operator can fix: their message is printed, without a stack. */
const OPERATOR_ERRORS = [
  CommandError,
  SettingsError,
  FileRefusedError,
  DirectoryInUseError,
  NewerSchemaError,
  DatabaseUnreachableError,
  StorageUnreachableError,
  BucketElsewhereError,
  ListenError,
  CopyError,
  BlobCopyError,
]

/** Runs a process and returns its exit code: 1 with a sentence on standard error when an operator can fix the error. */
export async function runProcess(run: () => void | Promise<void>): Promise<number> {
  try {
    await run()
    return 0
  } catch (error) {
    const sentence = operatorMessage(error)
    if (sentence === undefined) throw error
    process.stderr.write(`${sentence}\n`)
    return 1
  }
}

/** A service goes on when its output is closed, or is a file on a full disk. */
export function ignoreOutputErrors(): void {
  process.stdout.removeAllListeners('error').on('error', () => undefined)
}

/** `undefined` for a bug, which needs its stack. */
function operatorMessage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (OPERATOR_ERRORS.some((kind) => error instanceof kind)) return error.message
  if (databaseFault(error) !== undefined) return `The database can't be used now: ${error.message}.`
  // The system's own words name the file.
  return refusalOf(error, process.cwd()) === undefined ? undefined : `lemnis can't go on: ${error.message}.`
}
