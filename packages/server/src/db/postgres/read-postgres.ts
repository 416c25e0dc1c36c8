import pg from 'pg'
import type { DatabaseReader } from '../database.ts'
import { createReader } from '../transaction.ts'
import { queriesOn } from './connections.ts'
import { clientConfig, type PostgresOptions } from './open.ts'

/** One connection at a time, on which nothing can be written. */
export function readPostgres(options: Pick<PostgresOptions, 'url' | 'pooled'>): DatabaseReader {
  const pool = new pg.Pool({ ...clientConfig(options), max: 1 })
  // The user of a connection that breaks gets the error.
  pool.on('error', () => undefined)
  return {
    reader: queriesOn(
      { send: (statement) => pool.query(statement) },
      { createQueries: createReader, keepsPrepared: !options.pooled },
    ),
    [Symbol.asyncDispose]: () => pool.end(),
  }
}
