import pg from 'pg'

/** The connection broke after COMMIT was sent: whether it was done is not known, so it must not be done again. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError'
}

/** Two transactions got in each other's way: one of them is to run again, and then sees what the other did. */
const CONFLICTS: ReadonlySet<string> = new Set(['40001', '40P01', '23505'])

/** The server is going down or coming up, or has no connection to spare. Classes 08 and 57P, 53300. */
const UNREACHABLE = /^(?:08...|57P0[1-5]|53300)$/

const BROKEN_SOCKETS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
])

/** What the driver says without a code. */
const BROKEN_WORDS =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|connection is not queryable/i

export function isConflict(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && CONFLICTS.has(error.code)
}

/** The database can't be reached now, and nothing says that it won't be in a moment. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnreachable)
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string') {
    // What others throw has a code as well, and may repeat what a client wrote: its words mean nothing here.
    return UNREACHABLE.test(error.code) || BROKEN_SOCKETS.has(error.code)
  }
  return BROKEN_WORDS.test(error.message)
}
