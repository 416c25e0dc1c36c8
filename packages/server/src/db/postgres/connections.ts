import {
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type KyselyConfig,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import type { Queryable } from '../database.ts'
import { offerDirectRun, rowsAs } from '../prepared.ts'

/** int8 and numeric as numbers: ids, sizes, counts and times in ms all stay far below 2^53. */
const NUMBERS = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])

export const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (id, format): unknown => (NUMBERS.has(id) ? Number : pg.types.getTypeParser(id, format)),
}

interface Statement {
  readonly name?: string
  readonly text: string
  readonly values: unknown[]
}

/** What a statement is sent on: one connection, or a pool that lends one for each. */
export interface Sender {
  readonly send: (statement: Statement) => Promise<pg.QueryResult<Record<string, unknown>>>
}

export interface SendOptions<Q extends Queryable> {
  readonly createQueries: (config: KyselyConfig) => Q
  /** Whether a connection keeps what it prepared: one behind a transaction pooler is another one each time. */
  readonly keepsPrepared: boolean
}

/** A query builder on `sender`, as the stores take it. */
export function queriesOn<Q extends Queryable>(
  sender: Sender,
  { createQueries, keepsPrepared }: SendOptions<Q>,
): Q {
  const queries = createQueries({ dialect: new OneConnection(sender) })
  offerDirectRun(queries, async (query, parameters) => {
    const values = [...parameters]
    const name = keepsPrepared ? { name: nameOf(query) } : {}
    const { rows } = await sender.send({ ...name, text: query.sql, values })
    return rows
  })
  return queries
}

const names = new WeakMap<CompiledQuery, string>()
let lastName = 0

/** Each statement that was compiled once is prepared once on each connection, under a name of its own. */
function nameOf(query: CompiledQuery): string {
  let name = names.get(query)
  if (name === undefined) {
    lastName += 1
    name = `lemnis_${lastName}`
    names.set(query, name)
  }
  return name
}

const adapter = new PostgresAdapter()

class OneConnection implements Dialect {
  readonly #sender: Sender

  constructor(sender: Sender) {
    this.#sender = sender
  }

  /** One for all connections: what was compiled for one of them is good for each. */
  createAdapter(): PostgresAdapter {
    return adapter
  }

  createDriver(): Driver {
    return new BorrowedDriver(this.#sender)
  }

  createIntrospector(db: Kysely<unknown>): PostgresIntrospector {
    return new PostgresIntrospector(db)
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler()
  }
}

/** Transactions begin and end in `transact`, and connections in the pool: neither is the query builder's business. */
class BorrowedDriver implements Driver {
  readonly #connection: DatabaseConnection

  constructor(sender: Sender) {
    this.#connection = {
      async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
        const answer = await sender.send({ text: sql, values: [...parameters] })
        const { rowCount } = answer
        const rows = rowsAs<R>(answer.rows)
        return rowCount === null ? { rows } : { rows, numAffectedRows: BigInt(rowCount) }
      },
      streamQuery: () => {
        throw new Error('nothing is streamed')
      },
    }
  }

  init(): Promise<void> {
    return Promise.resolve()
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection)
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve()
  }

  beginTransaction(): Promise<void> {
    return Promise.reject(new Error('a transaction begins with Database.transact'))
  }

  commitTransaction(): Promise<void> {
    return Promise.reject(new Error('a transaction ends with Database.transact'))
  }

  rollbackTransaction(): Promise<void> {
    return Promise.reject(new Error('a transaction ends with Database.transact'))
  }

  destroy(): Promise<void> {
    return Promise.resolve()
  }
}
