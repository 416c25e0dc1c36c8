import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
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

/** Runs a compiled statement on the very connection; a driver that can do so without waiting offers it. */
type DirectRun = (text: string, parameters: readonly unknown[]) => unknown[]

const directRuns = new WeakMap<Queryable, DirectRun>()

/**
 * Offers a way past the query builder's executor, whose turns of the event loop cost more than a short statement
 * takes in a database of the same process.
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
  const compiled = new WeakMap<Queryable, CompiledQuery<R>>()
  const bind = <K extends keyof P & string>(name: K): RawBuilder<P[K]> => sql<P[K]>`${new Placeholder(name)}`
  return async (db, values) => {
    let query = compiled.get(db)
    if (!query) {
      query = build(db, bind).compile(db)
      compiled.set(db, query)
    }
    const parameters = query.parameters.map((parameter): unknown =>
      parameter instanceof Placeholder ? Reflect.get(values, parameter.name) : parameter,
    )
    const direct = directRuns.get(db)
    if (direct) {
      const rows = direct(query.sql, parameters)
      if (areRowsOf<R>(rows)) return rows
    }
    const { rows } = await db.executeQuery<R>({ ...query, parameters })
    return rows
  }
}

/** What a statement gives has the type that it was written with: the trust that the query builder has, too. */
function areRowsOf<R>(_rows: unknown[]): _rows is R[] {
  return true
}
