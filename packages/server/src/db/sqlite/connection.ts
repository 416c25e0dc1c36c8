import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { Queryable, Tables } from '../database.ts'

/** How long SQLite waits for a lock held by another process (a backup, a shell) before it gives up, in ms. */
const BUSY_TIMEOUT_MS = 5_000

export interface Connection {
  readonly raw: DatabaseSync
  readonly queries: Queryable
}

export function openConnection(file: string, options: { readOnly: boolean }): Connection {
  const raw = new DatabaseSync(file, { readOnly: options.readOnly, timeout: BUSY_TIMEOUT_MS })
  if (!options.readOnly) {
    raw.exec('PRAGMA journal_mode = WAL')
    // FULL: a commit is on the disk before it is acknowledged, which NORMAL does not promise after a power loss.
    raw.exec('PRAGMA synchronous = FULL')
    raw.exec('PRAGMA foreign_keys = ON')
    // 16 MB instead of 4: most commits write the same few pages again, and a checkpoint copies each of them once.
    raw.exec('PRAGMA wal_autocheckpoint = 4000')
  }
  return { raw, queries: new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(raw) }) }) }
}

/** `node:sqlite` in the shape that Kysely's SQLite dialect calls, each statement prepared once. */
function forKysely(raw: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  return {
    prepare(text) {
      let statement = statements.get(text)
      if (!statement) {
        statement = forKyselyStatement(raw.prepare(text))
        statements.set(text, statement)
      }
      return statement
    },
    close: () => {
      raw.close()
    },
  }
}

function forKyselyStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  }
}

function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      return value
    if (value instanceof Uint8Array) return value
    throw new TypeError(`a value of type ${typeof value} can't be bound to a statement`)
  })
}
