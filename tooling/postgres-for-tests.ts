import { silentLog } from '../packages/server/src/base/log.ts'
import { openPostgres } from '../packages/server/src/db/postgres/open.ts'
import { databaseUrl, onServer, TEMPLATE } from '../packages/server/src/db/testing/test-database.ts'
import { startPostgres, type PostgresServer } from './postgres-server.ts'

let server: PostgresServer | undefined

/** Vitest's global set-up of the tests on PostgreSQL: one server for all, with a database to copy. */
export async function setup(): Promise<void> {
  if (process.env['LEMNIS_TEST_POSTGRES'] !== undefined) return
  server = await startPostgres({ durable: false })
  await onServer(server.url, `CREATE DATABASE ${TEMPLATE}`)
  const url = databaseUrl(server.url, TEMPLATE)
  const db = await openPostgres({ url, connections: 1, pooled: true, log: silentLog() })
  await db[Symbol.asyncDispose]()
  process.env['LEMNIS_TEST_POSTGRES'] = server.url
}

export async function teardown(): Promise<void> {
  await server?.[Symbol.asyncDispose]()
}
