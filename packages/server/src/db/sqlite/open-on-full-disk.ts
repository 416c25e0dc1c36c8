import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { databaseFault } from '../faults.ts'
import { openFile } from './connection.ts'

/** How long after it was opened alone the file is shared again at the earliest, ms. */
const SHARE_AFTER_MS = 5_000

/**
 * Opens a database file even when the disk is too full for the index of its log. That index is a file of 32 KiB beside
 * the database, removed when the last process closes it. On a full disk the index is kept in memory instead. Other
 * processes can't see it there, so SQLite keeps them out. Everything can be read, and written once there is free space.
 */
export class FileOpener {
  readonly #file: string
  #aloneSince: number | undefined

  constructor(file: string) {
    this.#file = file
  }

  open(options: { readonly readOnly: boolean }): DatabaseSync {
    if (this.#aloneSince !== undefined) return openFile(this.#alone(), options)
    try {
      return openFile(this.#file, options)
    } catch (error) {
      if (databaseFault(error) !== 'full' || process.platform === 'win32') throw error
      const raw = openFile(this.#alone(), options)
      this.#aloneSince = performance.now()
      return raw
    }
  }

  /** True when something could be written: the file should be closed and opened again, so that a backup can read it. */
  mayShareAgain(): boolean {
    if (this.#aloneSince === undefined || performance.now() < this.#aloneSince + SHARE_AFTER_MS) return false
    this.#aloneSince = undefined
    return true
  }

  #alone(): URL {
    const address = pathToFileURL(this.#file)
    address.searchParams.set('vfs', 'unix-excl')
    return address
  }
}
