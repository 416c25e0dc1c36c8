import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { SchemaFacts } from '../migrations.ts'
import { schemaFacts } from '../migrations.ts'
import { FOLDER } from './migrate.ts'

const BUSY_TIMEOUT_MS = 1_000

export interface SqliteFacts {
  readonly schema: SchemaFacts
  /** Of the library. */
  readonly version: string
  readonly bytes: number
}

/** What the database file is, without changing it, while others use it or not; `undefined` when there is none. */
export function inspectSqlite(file: string): SqliteFacts | undefined {
  // Throws for a file that this user may not look at, which `existsSync` calls absent.
  if (!statSync(file, { throwIfNoEntry: false })) return undefined
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS })
  try {
    const ask = (question: string): unknown => Object.values(database.prepare(question).get() ?? {})[0]
    return {
      schema: schemaFacts(FOLDER, Number(ask('PRAGMA user_version'))),
      version: String(ask('SELECT sqlite_version()')),
      bytes: Number(ask('PRAGMA page_count')) * Number(ask('PRAGMA page_size')),
    }
  } finally {
    database.close()
  }
}
