import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { databaseFault } from '../faults.ts'
import { openFile } from './connection.ts'

/** How long after it was opened alone the file is shared again at the earliest, ms. */
const SHARE_AFTER_MS = 5_000

/**
 * Opens a database file also where the disk has no room for the index of its log (32 KiB beside the file, gone when the
 * last process closes it): the index is in memory then, and as nobody else can see it there, SQLite keeps other
 * processes out. Everything can be read so, and be written once there is room.
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

  /** True when the file is to be closed and opened again, so that a backup can read it: something could be written. */
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
