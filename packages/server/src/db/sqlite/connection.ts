import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { Queryable, Tables } from '../database.ts'
import { offerDirectRun } from '../prepared.ts'

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
  const statements = new Statements(raw)
  const queries = new Kysely<Tables>({ dialect: new SqliteDialect({ database: forKysely(raw, statements) }) })
  offerDirectRun(queries, (query, parameters) => statements.of(query.sql).rows(parameters))
  return { raw, queries }
}

/** Each statement prepared once. */
class Statements {
  readonly #raw: DatabaseSync
  readonly #prepared = new Map<string, Statement>()

  constructor(raw: DatabaseSync) {
    this.#raw = raw
  }

  of(text: string): Statement {
    let statement = this.#prepared.get(text)
    if (!statement) {
      statement = new Statement(this.#raw.prepare(text))
      this.#prepared.set(text, statement)
    }
    return statement
  }
}

/** `node:sqlite`'s statement in the shape that Kysely's SQLite dialect calls. */
class Statement implements SqliteStatement {
  readonly reader: boolean
  readonly #statement: StatementSync

  constructor(statement: StatementSync) {
    this.#statement = statement
    this.reader = statement.columns().length > 0
  }

  rows(parameters: readonly unknown[]): unknown[] {
    if (this.reader) return this.all(parameters)
    this.run(parameters)
    return []
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...values(parameters))
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...values(parameters))
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...values(parameters))
  }
}

function forKysely(raw: DatabaseSync, statements: Statements): SqliteDatabase {
  return {
    prepare: (text) => statements.of(text),
    close: () => {
      raw.close()
    },
  }
}

function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
      return value
    if (value instanceof Uint8Array) return value
    // A list, as `inList` reads it.
    if (Array.isArray(value)) return JSON.stringify(value)
    throw new TypeError(`a value of type ${typeof value} can't be bound to a statement`)
  })
}
