import pg from 'pg'
import { OutageError } from '../base/outages/outage.ts'
import { CommitUnknownError, isUnreachable } from './postgres/faults.ts'

/**
 * A fault of the database itself, not of the statement. Its disk is full, it is unavailable for now, or it accepts no
 * writes.
 */
export type DatabaseFault = 'full' | 'away' | 'read-only'

/** SQLite's result codes; the low byte of an extended one is its class. */
const SQLITE_FAULTS: ReadonlyMap<number, DatabaseFault> = new Map([
  // SQLITE_FULL. SQLITE_IOERR_SHMSIZE: the index of the log is a file that had no room to grow.
  [13, 'full'],
  [4874, 'full'],
  // SQLITE_BUSY: a shell or a backup holds its lock. SQLITE_IOERR, SQLITE_CANTOPEN: the disk fails, descriptors are used up.
  [5, 'away'],
  [10, 'away'],
  [14, 'away'],
  // SQLITE_READONLY
  [8, 'read-only'],
])

/** PostgreSQL's: disk_full; out_of_memory, io_error; read_only_sql_transaction. */
const POSTGRES_FAULTS: ReadonlyMap<string, DatabaseFault> = new Map([
  ['53100', 'full'],
  ['53200', 'away'],
  ['58030', 'away'],
  ['25006', 'read-only'],
])

/** `undefined` for what is no fault of the database: a statement that is wrong, a conflict, any other error. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  if (error instanceof OutageError) return databaseFault(error.cause)
  if (error instanceof CommitUnknownError) return 'away'
  if (error instanceof pg.DatabaseError && error.code !== undefined) {
    const fault = POSTGRES_FAULTS.get(error.code)
    if (fault) return fault
  }
  // A standby's answer to BEGIN READ WRITE shares its code with whatever else PostgreSQL does not support.
  if (
    error instanceof pg.DatabaseError &&
    error.code === '0A000' &&
    error.message.includes('during recovery')
  )
    return 'read-only'
  const result = sqliteResult(error)
  if (result !== undefined) return SQLITE_FAULTS.get(result) ?? SQLITE_FAULTS.get(result & 0xff)
  return isUnreachable(error) ? 'away' : undefined
}

/** SQLITE_BUSY: another connection holds a lock. */
export function isBusy(error: unknown): boolean {
  const result = sqliteResult(error)
  return result !== undefined && (result & 0xff) === 5
}

/** SQLITE_CORRUPT, SQLITE_NOTADB. */
export function isDamaged(error: unknown): boolean {
  const result = sqliteResult(error)
  return result !== undefined && [11, 26].includes(result & 0xff)
}

/** The extended result code of what `node:sqlite` throws. */
function sqliteResult(error: unknown): number | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR')) return undefined
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined
}
