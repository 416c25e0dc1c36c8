import { existsSync } from 'node:fs'
import type { DatabaseSettings } from './config.ts'
import type { DatabaseReader } from './database.ts'
import { readPostgres } from './postgres/read-postgres.ts'
import { Connection, openFile } from './sqlite/connection.ts'
import { createReader } from './transaction.ts'

/**
 * The database to look into beside the service, whose schema is left as it is; `undefined` when there is no file. The
 * first question fails where a server can't be reached.
 */
export function openReader(
  { url, pooled }: Pick<DatabaseSettings, 'url' | 'pooled'>,
  file: string,
): DatabaseReader | undefined {
  if (url !== undefined) return readPostgres({ url, pooled })
  if (!existsSync(file)) return undefined
  const { queries } = new Connection(() => openFile(file, { readOnly: true }), createReader)
  return { reader: queries, [Symbol.asyncDispose]: () => queries.destroy() }
}
