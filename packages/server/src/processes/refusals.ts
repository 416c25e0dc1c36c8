import { FileRefusedError, refusalOf } from '../base/file-refusals.ts'
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

/** What an operator can mend: told in one sentence, without a stack. */
const REFUSALS = [
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

/** Runs a process and gives its exit code: 1 when it was refused, with the sentence on standard error. */
export async function runProcess(run: () => void | Promise<void>): Promise<number> {
  try {
    await run()
    return 0
  } catch (error) {
    const sentence = sentenceFor(error)
    if (sentence === undefined) throw error
    process.stderr.write(`${sentence}\n`)
    return 1
  }
}

/** A service works on when nobody reads what it prints, or when the file that takes it is on a full disk. */
export function outliveOutput(): void {
  process.stdout.removeAllListeners('error').on('error', () => undefined)
}

/** `undefined` for a fault of the program, whose stack is wanted. */
function sentenceFor(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (REFUSALS.some((refusal) => error instanceof refusal)) return error.message
  if (databaseFault(error) !== undefined) return `The database can't be used now: ${error.message}.`
  // The system's own words name the file.
  return refusalOf(error, process.cwd()) === undefined ? undefined : `lemnis can't go on: ${error.message}.`
}
