import { accessSync, closeSync, constants, existsSync, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FileRefusedError } from '../base/outages/file-refusals.ts'
import { isBusy } from './faults.ts'
import { refusedDirectory } from './own-directory.ts'

const LOCK = 'lock'

/** A process that was just killed may hold its lock for a moment longer. */
const WAIT_MS = 2_000

export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError'
  readonly found: string

  constructor(directory: string, options: ErrorOptions) {
    const found = `The data directory ${directory} is in use by another Lemnis process.`
    super(
      `${found} Stop that one, or give each a directory of its own (LEMNIS_DATA_DIR), and a PostgreSQL (DATABASE_URL) to those that work together.`,
      options,
    )
    this.found = found
  }
}

/**
 * Locks a data directory for this process. The lock is SQLite's own exclusive lock on an empty file: the operating system
 * drops it with the process, so kill -9 leaves nothing to clean up. It needs no room on the disk. Throws
 * DirectoryInUseError and FileRefusedError.
 */
export function lockDirectory(directory: string): Disposable {
  const file = path.join(directory, LOCK)
  requireWritable(directory, file)
  const lock = new DatabaseSync(file, { timeout: WAIT_MS })
  try {
    // A journal on the disk would be written already when the transaction begins.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (isBusy(error)) throw new DirectoryInUseError(directory, { cause: error })
    const why = error instanceof Error ? error.message : String(error)
    throw new FileRefusedError(`The data directory ${directory} can't be locked: ${why}.`, { cause: error })
  }
  return {
    [Symbol.dispose]: () => {
      lock.close()
    },
  }
}

/** Whether a process has ever locked it. */
export const hasBeenUsed = (directory: string): boolean => existsSync(path.join(directory, LOCK))

/**
 * Asks the file system, which says more than SQLite. A file that is there is not opened: to close it again would drop
 * the lock that this process may have on it.
 */
function requireWritable(directory: string, file: string): void {
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK)
    else closeSync(openSync(file, 'a', 0o600))
  } catch (error) {
    throw refusedDirectory(directory, error)
  }
}
