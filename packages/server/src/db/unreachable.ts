/** At a start: there is no such server, database or file, or it lets nobody in. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError'
}
