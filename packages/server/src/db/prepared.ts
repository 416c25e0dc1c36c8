import { sql, type CompiledQuery, type DialectAdapter, type RawBuilder } from 'kysely'
import type { Queryable, Transaction } from './database.ts'

/** Stands in a compiled statement where a value is bound at each run. */
class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** A query builder, or a raw `sql` statement, which needs the database to be compiled. */
interface Statement<R> {
  compile(db: Queryable): CompiledQuery<R>
}

type Bind<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>

/** Runs a compiled statement on the very connection; rows at once where the database is in this process. */
type DirectRun = (query: CompiledQuery, parameters: readonly unknown[]) => unknown[] | Promise<unknown[]>

const directRuns = new WeakMap<Queryable, DirectRun>()

/**
 * Registers a way to run statements without the query builder's executor. The executor's turns of the event loop cost
 * more than a short statement takes in a database of the same process. It also can't reuse a prepared statement.
 */
export function offerDirectRun(db: Queryable, run: DirectRun): void {
  directRuns.set(db, run)
}

/** Runs with values bound; `P` names them, and `R` is a row of the answer. */
export interface PreparedStatement<P extends object, R> {
  (db: Queryable, values: P): Promise<R[]>
  /**
   * Sends the statement without waiting; the answer arrives with that of the commit, which saves a round trip. Nothing
   * else in the transaction may depend on it. Returns a function for after the commit, which returns the rows. It is no
   * promise: one that is derived from it would be rejected unnoticed when the transaction fails, and end the process.
   */
  withCommit(tx: Transaction, values: P): () => R[]
}

/**
 * A statement that is built once and only bound at each run: building costs 20–40 µs, too much on the path of every
 * submit, claim and delivery. `build` writes it with the query builder and marks values with `bind('name')`.
 */
export function prepared<P extends object, R>(
  build: (db: Queryable, bind: Bind<P>) => Statement<R>,
): PreparedStatement<P, R> {
  // By dialect: its adapter is what all connections to one database share.
  const compiled = new WeakMap<DialectAdapter, CompiledQuery<R>>()
  const bind = <K extends keyof P & string>(name: K): RawBuilder<P[K]> => sql<P[K]>`${new Placeholder(name)}`
  const run = async (db: Queryable, values: P): Promise<R[]> => {
    const { adapter } = db.getExecutor()
    let query = compiled.get(adapter)
    if (!query) {
      query = build(db, bind).compile(db)
      compiled.set(adapter, query)
    }
    const parameters = query.parameters.map((parameter): unknown =>
      parameter instanceof Placeholder ? Reflect.get(values, parameter.name) : parameter,
    )
    const direct = directRuns.get(db)
    if (direct) {
      const answer = direct(query, parameters)
      return rowsAs<R>(answer instanceof Promise ? await answer : answer)
    }
    const { rows } = await db.executeQuery<R>({ ...query, parameters })
    return rows
  }
  return Object.assign(run, {
    withCommit: (tx: Transaction, values: P): (() => R[]) => {
      let rows: R[] | undefined
      const sent = run(tx, values).then((answer) => {
        rows = answer
      })
      tx.awaitWithCommit(sent)
      return () => {
        if (rows) return rows
        throw new Error('the rows of a statement are there once its transaction is committed')
      }
    },
  })
}

/**
 * Returns the rows of an answer, in the type that the statement declares. No schema checks them, as with the query
 * builder itself. A check of each row would cost more than the statement.
 */
export function rowsAs<R>(rows: unknown[]): R[] {
  // eslint-disable-next-line @typescript-eslint/consistent-type-assertions -- the one assertion of the code, see above
  return rows as R[]
}
