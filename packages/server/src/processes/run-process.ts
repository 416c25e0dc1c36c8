import { describeRefusal, FileRefusedError, refusalOf } from '../base/outages/file-refusals.ts'
import { CommandError } from '../cli/command.ts'
import { SettingsError } from '../config/read-settings.ts'
import { databaseFault, isBusy, isDamaged } from '../db/faults.ts'
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
export function operatorMessage(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (OPERATOR_ERRORS.some((kind) => error instanceof kind)) return error.message
  const fault = explainDatabase(error)
  if (fault !== undefined) return `The database can't be used now: ${fault}.`
  const refusal = describeRefusal(error) ?? refusalOf(error, process.cwd())
  return refusal === undefined ? undefined : `lemnis can't go on: ${refusal}.`
}

function explainDatabase(error: Error): string | undefined {
  if (isBusy(error)) return 'another program holds a lock on it. Wait for it, or stop it'
  if (isDamaged(error)) return 'it is damaged. Put a backup in its place'
  if (databaseFault(error) === undefined) return undefined
  return `${error.message}. See what "lemnis doctor" says, with --offline where no service runs`
}
