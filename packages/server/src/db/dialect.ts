import { PostgresAdapter, sql, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import type { Database, Queryable, Tables, Transaction } from './database.ts'

/**
 * What the two databases say differently, behind one name each. On SQLite all writing goes through one connection, a
 * transaction after the other, so that the locks that PostgreSQL needs are nothing there.
 */
function isPostgres(db: Queryable): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}

/** The selected rows stay as they are until the transaction ends; one that another transaction holds is waited for. */
export function forUpdate<T extends keyof Tables, O>(
  db: Queryable,
  query: SelectQueryBuilder<Tables, T, O>,
): SelectQueryBuilder<Tables, T, O> {
  return isPostgres(db) ? query.forUpdate() : query
}

/** Like `forUpdate`, for any number of transactions that agree not to change the row. */
export function forShare<T extends keyof Tables, O>(
  db: Queryable,
  query: SelectQueryBuilder<Tables, T, O>,
): SelectQueryBuilder<Tables, T, O> {
  return isPostgres(db) ? query.forShare() : query
}

/** Like `forUpdate`, but rows that another transaction holds are left out. */
export function forUpdateOfFree<T extends keyof Tables, O>(
  db: Queryable,
  query: SelectQueryBuilder<Tables, T, O>,
): SelectQueryBuilder<Tables, T, O> {
  return isPostgres(db) ? query.forUpdate().skipLocked() : query
}

/** `IN` a list that is one value of the statement, so that its text is the same for any length. Of numbers. */
export function inList(db: Queryable, list: RawBuilder<unknown>): RawBuilder<boolean> {
  return isPostgres(db) ? sql`= ANY(${list}::bigint[])` : sql`IN (SELECT value FROM json_each(${list}))`
}

/**
 * A list of objects, which is one value of the statement (their JSON), as rows of a table to select from. What an object
 * lacks is null. The names must not be those of columns that the statement uses.
 */
export function recordsOf(
  db: Queryable,
  json: RawBuilder<string>,
  columns: Readonly<Record<string, 'bigint' | 'text'>>,
): RawBuilder<unknown> {
  const names = Object.entries(columns)
  if (isPostgres(db)) {
    const typed = names.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`)
    return sql`json_to_recordset(${json}::json) AS records (${sql.join(typed)})`
  }
  const read = names.map(([name]) => sql`value ->> ${sql.lit(name)} AS ${sql.ref(name)}`)
  return sql`(SELECT ${sql.join(read)} FROM json_each(${json})) AS records`
}

/** What stands before the first question mark of a column. */
export function urlWithoutQuery(db: Queryable, column: string): RawBuilder<string> {
  const url = sql.ref(column)
  return isPostgres(db)
    ? sql`split_part(${url}, '?', 1)`
    : sql`substr(${url}, 1, instr(${url} || '?', '?') - 1)`
}

/**
 * Returns a hint for a join with `recordsOf`: `column` is in `list`. The condition is true anyway, but without it
 * PostgreSQL would read the whole table. With it, SQLite would read all records for each row.
 */
export function fewRows(db: Queryable, column: string, list: RawBuilder<unknown>): RawBuilder<boolean> {
  return isPostgres(db) ? sql`${sql.ref(column)} ${inList(db, list)}` : sql`TRUE`
}

/**
 * A lateral join: for each row of the table `of`, the rows of `from` whose key a select returns. The select may use
 * columns of the row, and have an order and a limit of its own. On both databases only the key may be selected from it.
 */
export function forEachRow(
  db: Queryable,
  join: {
    readonly of: string
    readonly from: string
    readonly key: string
    readonly as: string
    readonly keys: RawBuilder<unknown>
  },
): RawBuilder<unknown> {
  const [outer, inner, alias] = [sql.ref(join.of), sql.ref(join.from), sql.ref(join.as)]
  if (isPostgres(db)) return sql`${outer} CROSS JOIN LATERAL (${join.keys}) AS ${alias}`
  return sql`${outer} CROSS JOIN ${inner} AS ${alias} WHERE ${sql.ref(`${join.as}.${join.key}`)} IN (${join.keys})`
}

/**
 * Returns the end of a raw statement that does what `forUpdate` does, for the rows of one of its tables. Other
 * transactions may still add rows that refer to these. A transaction that ends a job and adds the next one of its
 * workflow would otherwise deadlock with a claim.
 */
export function lockRowsOf(db: Queryable, table: string): RawBuilder<unknown> {
  return isPostgres(db) ? sql`FOR NO KEY UPDATE OF ${sql.raw(table)}` : sql``
}

/** Until the transaction ends, others that lock the same name wait. For what has no row to lock yet. */
export async function lockName(tx: Transaction, name: string): Promise<void> {
  if (!isPostgres(tx)) return
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx)
}

/** Writes what changes nothing and still has to be on the disk before the commit is answered. */
export async function writeNothing(tx: Transaction): Promise<void> {
  if (isPostgres(tx)) {
    await sql`SELECT pg_logical_emit_message(true, 'lemnis doctor', '')`.execute(tx)
    return
  }
  const { rows } = await sql<{ user_version: number }>`PRAGMA user_version`.execute(tx)
  await sql`PRAGMA user_version = ${sql.lit(rows[0]?.user_version ?? 0)}`.execute(tx)
}

/** Reads while no transaction that holds `name`, alone or shared, is between its statements and its commit. */
export function readSettled<T>(db: Database, name: string, read: (db: Queryable) => Promise<T>): Promise<T> {
  if (!isPostgres(db.reader)) return read(db.reader)
  return db.transact(async (tx) => {
    await lockName(tx, name)
    return read(tx)
  })
}
