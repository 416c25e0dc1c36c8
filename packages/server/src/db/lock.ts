import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** A process that was just killed may hold its lock for a moment longer. */
const WAIT_MS = 2_000

export class DirectoryInUseError extends Error {
  override readonly name = 'DirectoryInUseError'
  readonly found: string

  constructor(directory: string, options: ErrorOptions) {
    const found = `The data directory ${directory} is in use by another Lemnis process.`
    super(
      `${found} Each process needs one of its own (LEMNIS_DATA_DIR), and those that work together a PostgreSQL (DATABASE_URL).`,
      options,
    )
    this.found = found
  }
}

/**
 * Makes the data directory if needed and locks it for this process. The lock is SQLite's own exclusive lock on an
 * empty file: the operating system drops it with the process, so kill -9 leaves nothing to clean up.
 */
export function lockDirectory(directory: string): Disposable {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(path.join(directory, 'lock'), { timeout: WAIT_MS })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new DirectoryInUseError(directory, { cause: error })
  }
  return {
    [Symbol.dispose]: () => {
      lock.close()
    },
  }
}
