import { sql, type CompiledQuery, type DialectAdapter, type RawBuilder } from 'kysely'
import type { Queryable } from './database.ts'

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
 * Offers a way past the query builder's executor, whose turns of the event loop cost more than a short statement
 * takes in a database of the same process, and which can't say that a statement was prepared before.
 */
export function offerDirectRun(db: Queryable, run: DirectRun): void {
  directRuns.set(db, run)
}

/**
 * A statement that is built once and only bound at each run: building costs 20–40 µs, too much on the path of every
 * submit, claim and delivery. `build` writes it with the query builder and marks values with `bind('name')`.
 */
export function prepared<P extends object, R>(
  build: (db: Queryable, bind: Bind<P>) => Statement<R>,
): (db: Queryable, values: P) => Promise<R[]> {
  // By dialect: its adapter is what all connections to one database share.
  const compiled = new WeakMap<DialectAdapter, CompiledQuery<R>>()
  const bind = <K extends keyof P & string>(name: K): RawBuilder<P[K]> => sql<P[K]>`${new Placeholder(name)}`
  return async (db, values) => {
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
      const given = direct(query, parameters)
      const rows = given instanceof Promise ? await given : given
      if (areRowsOf<R>(rows)) return rows
    }
    const { rows } = await db.executeQuery<R>({ ...query, parameters })
    return rows
  }
}

/** What a statement gives has the type that it was written with: the trust that the query builder has, too. */
export function areRowsOf<R>(_rows: unknown[]): _rows is R[] {
  return true
}
