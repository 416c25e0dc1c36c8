import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { SqliteDialect, type KyselyConfig, type SqliteDatabase, type SqliteStatement } from 'kysely'
import type { Queryable } from '../database.ts'
import { offerDirectRun } from '../prepared.ts'

/** How long SQLite waits for a lock held by another process (a backup, a shell) before it gives up, in ms. */
const BUSY_TIMEOUT_MS = 5_000

/** A handle on the database file. Throws what SQLite says, and leaves nothing open then. */
export function openFile(file: string | URL, { readOnly }: { readonly readOnly: boolean }): DatabaseSync {
  const raw = new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MS })
  try {
    // The first look at the file, which also makes or reads the index of its log.
    if (readOnly) raw.exec('PRAGMA user_version')
    else prepareToWrite(raw)
    return raw
  } catch (error) {
    raw.close()
    throw error
  }
}

function prepareToWrite(raw: DatabaseSync): void {
  raw.exec('PRAGMA journal_mode = WAL')
  // FULL: a commit is on the disk before it is acknowledged, which NORMAL does not promise after a power loss.
  raw.exec('PRAGMA synchronous = FULL')
  raw.exec('PRAGMA foreign_keys = ON')
  // 16 MB instead of 4: most commits write the same few pages again, and a checkpoint copies each of them once.
  raw.exec('PRAGMA wal_autocheckpoint = 4000')
}

/** A query builder on a handle, which `open` returns: at once, and again at the first use after a `release`. */
export class Connection<Q extends Queryable = Queryable> {
  readonly queries: Q
  readonly #open: () => DatabaseSync
  readonly #prepared = new Map<string, Statement>()
  #raw: DatabaseSync | undefined

  constructor(open: () => DatabaseSync, createQueries: (config: KyselyConfig) => Q) {
    this.#open = open
    this.#raw = open()
    const database: SqliteDatabase = {
      prepare: (text) => this.statement(text),
      close: () => {
        this.#raw?.close()
      },
    }
    this.queries = createQueries({ dialect: new SqliteDialect({ database }) })
    offerDirectRun(this.queries, (query, parameters) => this.statement(query.sql).rows(parameters))
  }

  get raw(): DatabaseSync {
    return (this.#raw ??= this.#open())
  }

  /** Each prepared once. */
  statement(text: string): Statement {
    let statement = this.#prepared.get(text)
    if (!statement) {
      statement = new Statement(this.raw.prepare(text))
      this.#prepared.set(text, statement)
    }
    return statement
  }

  reopen(): void {
    this.#raw ??= this.#open()
  }

  /** Lets the handle go. Not within a transaction. */
  release(): void {
    this.#prepared.clear()
    this.#raw?.close()
    this.#raw = undefined
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
