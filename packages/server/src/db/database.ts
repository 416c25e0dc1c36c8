import type { Kysely } from 'kysely'

/**
 * Every table by name. Empty here: each room declares the tables it owns in its `tables.ts` by augmenting this
 * interface, so that the types of a table stand beside its SQL.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the rooms, see above
export interface Tables {}

/** What a store's functions take: the database as it is committed, or a transaction in progress. */
export type Queryable = Kysely<Tables>

/**
 * What a unit gives when all that is left are statements that it has sent and whose answers decide nothing more: the
 * commit then goes to the database along with them, instead of a way there and back later. Only a `prepared` statement is
 * sent at its call; one of the query builder would come too late, and is refused.
 */
export class WithCommit<T> {
  readonly answer: Promise<T>

  constructor(answer: Promise<T>) {
    this.answer = answer
  }
}

/** What `transact` runs. */
export type Unit<T> = (tx: Queryable) => Promise<T | WithCommit<T>>

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
   * `durable: false` does not wait for the disk: kill -9 of this process loses nothing all the same, but a power cut or a
   * crash of the database may undo the last moments. For what is found out and done again then.
   */
  transact<T>(unit: Unit<T>, options?: TransactOptions): Promise<T>
  /** Tells listeners of `channel`, in this process and any other on the same database, that there is work. */
  wake(channel: string): void
  /** Calls `listener` at each wake-up of `channel` until it is disposed of. Wake-ups may be lost: poll as well. */
  onWake(channel: string, listener: () => void): Disposable
}
