import { CommandError } from '../cli/command.ts'
import { SettingsError } from '../config/read-settings.ts'
import { DirectoryInUseError } from '../db/lock.ts'
import { NewerSchemaError } from '../db/migrations.ts'
import { DatabaseUnreachableError } from '../db/open-database.ts'
import { CopyError } from '../engine/copy-database.ts'
import { BucketElsewhereError } from '../engine/ensure-bucket.ts'
import { ListenError } from '../http/listener.ts'
import { BlobCopyError } from '../storage/copy-blobs.ts'
import { StorageUnreachableError } from '../storage/storage.ts'

/** What an operator can mend: told in one sentence, without a stack. */
const REFUSALS = [
  CommandError,
  SettingsError,
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
export async function runProcess(run: () => Promise<void>): Promise<number> {
  try {
    await run()
    return 0
  } catch (error) {
    if (!(error instanceof Error) || !REFUSALS.some((refusal) => error instanceof refusal)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}
