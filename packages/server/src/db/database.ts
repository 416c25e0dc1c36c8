import type { Kysely } from 'kysely'

/**
 * Every table by name. Empty here: each module declares the tables it owns in its `tables.ts` by augmenting this
 * interface, so that the types of a table stand beside its SQL.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the modules, see above
export interface Tables {}

/** Every channel of wake-ups by name: like `Tables`, filled where a module declares its tables. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the modules, see above
export interface Channels {}

export type Channel = keyof Channels

/** What the functions of a store read from: the database as it is committed, or a transaction in progress. */
export type Queryable = Kysely<Tables>

/** A transaction in progress. */
export interface Transaction extends Queryable {
  /**
   * Once the transaction is committed, tells those who listen on `channel`, in this process and any other on the same
   * database, that there is work. A unit that fails wakes nobody.
   */
  wake(channel: Channel): void
  /** Once the transaction is committed, calls `then`, which must not throw. A unit that fails calls nothing. */
  afterCommit(then: () => void): void
  /** Has the commit wait for a statement that was sent. Used by `prepared`. */
  awaitWithCommit(answer: Promise<unknown>): void
}

/** What `transact` runs. */
export type Unit<T> = (tx: Transaction) => Promise<T>

export interface TransactOptions {
  readonly durable?: boolean
}

export interface Database extends AsyncDisposable {
  /** Reads what is committed, never what a running transaction has written. Writing through it fails. */
  readonly reader: Queryable
  /**
   * Runs `unit` as one durable transaction: when the promise resolves, what it wrote survives kill -9 and power loss.
   * A unit that throws changes nothing, and only it fails. Inside, `await` nothing but `tx`: units that wait at the
   * same time share one commit, and a slow one would hold up the others. It may be run more than once, so what it
   * changes outside of the database is only ever its result.
   *
   * `durable: false` does not wait for the disk. Kill -9 of this process still loses nothing, but a power cut or a
   * crash of the database may undo the last commits. Use it for work that is then detected and done again.
   */
  transact<T>(unit: Unit<T>, options?: TransactOptions): Promise<T>
  /** Calls `listener` at each wake-up of `channel` until it is disposed of. Wake-ups may be lost: poll as well. */
  onWake(channel: Channel, listener: () => void): Disposable
}

/** A database that is only read. */
export interface DatabaseReader extends AsyncDisposable {
  readonly reader: Queryable
}
