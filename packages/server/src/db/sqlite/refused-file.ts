import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { isDirectory } from '../../base/make-directory.ts'
import { refusalOf, freeSpaceAt } from '../../base/outages/file-refusals.ts'
import { databaseFault, isBusy, isDamaged } from '../faults.ts'
import { DatabaseUnreachableError } from '../unreachable.ts'

/** `error` as a sentence, when it is one that the operator can mend; else as it is. */
export function refusedFile(file: string, error: unknown): unknown {
  const reason = reasonOf(file, error)
  if (reason === undefined) return error
  return new DatabaseUnreachableError(`The database file ${file} can't be used: ${reason}.`, { cause: error })
}

function reasonOf(file: string, error: unknown): string | undefined {
  if (isBusy(error)) return 'another program holds a lock on it: wait for it, or stop it'
  if (isDamaged(error)) return 'it is damaged, or no database; put a backup in its place'
  const fault = databaseFault(error)
  if (fault === undefined) return undefined
  if (fault === 'full') {
    return `its disk is full, ${freeSpaceAt(file)}. A first start, and one that brings the schema up to date, have to write: make room`
  }
  // SQLite does not say why; the file system does.
  return (
    refusalOfAccess(file) ??
    `${error instanceof Error ? error.message : String(error)}; see whether its disk works`
  )
}

function refusalOfAccess(file: string): string | undefined {
  try {
    const directory = path.dirname(file)
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK)
    return isDirectory(file) ? 'it is a directory' : undefined
  } catch (error) {
    return refusalOf(error, file)
  }
}
