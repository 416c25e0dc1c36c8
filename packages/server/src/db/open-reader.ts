import { existsSync } from 'node:fs'
import type { DatabaseSettings } from './config.ts'
import type { DatabaseReader } from './database.ts'
import { readPostgres } from './postgres/read-postgres.ts'
import { Connection, openFile } from './sqlite/connection.ts'
import { inspectSqlite } from './sqlite/inspect.ts'
import { refusedFile } from './sqlite/refused-file.ts'
import { createReader } from './transaction.ts'
import { DatabaseUnreachableError } from './unreachable.ts'

/**
 * The database to look into beside the service, whose schema is left as it is; `undefined` when there is no file. The
 * first question fails where a server can't be reached. Throws DatabaseUnreachableError for a file that can't be read.
 */
export function openReader(
  { url, pooled }: Pick<DatabaseSettings, 'url' | 'pooled'>,
  file: string,
): DatabaseReader | undefined {
  if (url !== undefined) return readPostgres({ url, pooled })
  if (!existsSync(file)) return undefined
  try {
    if (inspectSqlite(file)?.schema.version === 0) throw new DatabaseUnreachableError(noSchema(file))
    const { queries } = new Connection(() => openFile(file, { readOnly: true }), createReader)
    return { reader: queries, [Symbol.asyncDispose]: () => queries.destroy() }
  } catch (error) {
    throw refusedFile(file, error)
  }
}

const noSchema = (file: string): string =>
  `The database file ${file} can't be used: it has no tables. Name that of a service that was started once.`
