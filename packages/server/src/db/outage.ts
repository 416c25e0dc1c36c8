import { OutageError } from '../base/outages/outage.ts'
import { databaseFault, type DatabaseFault } from './faults.ts'
import { CommitUnknownError } from './postgres/faults.ts'

const SENTENCES: Readonly<Record<DatabaseFault, string>> = {
  full: 'The disk of the database is full.',
  away: 'The database does not answer.',
  'read-only': 'The database can’t be written to.',
}

/** Returns the outage that a database error reports; `undefined` for an error that is not the database's fault. */
export function databaseOutage(error: unknown): OutageError | undefined {
  const fault = databaseFault(error)
  if (fault === undefined) return undefined
  const unknown = error instanceof CommitUnknownError ? ' Whether this was recorded is not known.' : ''
  return new OutageError('database', SENTENCES[fault] + unknown, { cause: error })
}

/** What a caller is given: the outage, or the error as it is. */
export function asDatabaseError(error: unknown): unknown {
  return databaseOutage(error) ?? error
}
