import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { silentLog } from '../../base/log.ts'
import type { Channel, Database } from '../database.ts'
import { openPostgres } from '../postgres/open.ts'
import { openSqlite } from '../sqlite/open.ts'

/** A database of a test's own, with a folder beside it. */
export interface TestDatabase extends AsyncDisposable {
  readonly db: Database
  readonly directory: string
}

/** Where tests find a PostgreSQL server to make databases on; without it they use SQLite. */
const server =
  process.env['LEMNIS_TEST_DATABASE'] === 'postgres' ? process.env['LEMNIS_TEST_POSTGRES'] : undefined
const DUPLICATE_DATABASE = '42P04'

/** What a test's database is copied from: it has the schema already. */
export const TEMPLATE = 'lemnis_template'

export const onPostgres = server !== undefined

/** An empty database with the schema: on PostgreSQL when the environment names a server for tests, else on SQLite. */
export async function openTestDatabase(): Promise<TestDatabase> {
  await using opening = new AsyncDisposableStack()
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-test-'))
  opening.defer(() => rm(directory, { recursive: true }))
  const made = server === undefined ? undefined : opening.use(await makeTestDatabase(server))
  const db = opening.use(made ? await openOn(made.url, 4) : openSqlite(path.join(directory, 'test.db')))
  const opened = opening.move()
  return { db, directory, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

const openOn = (url: string, connections: number): Promise<Database> =>
  openPostgres({ url, connections, pooled: false, log: silentLog() })

/** Tells who listens on `channel` that there is work, as a transaction of the service would. */
export async function wake(db: Database, channel: Channel): Promise<void> {
  await db.transact((tx) => {
    tx.wake(channel)
    return Promise.resolve()
  })
}

/**
 * Where the database of a service with this data directory is: a database of its own, made at the first call, or
 * `undefined` for the file in the directory.
 */
export async function testDatabaseUrl(dataDir: string): Promise<string | undefined> {
  if (server === undefined) return undefined
  const name = databaseName(dataDir)
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`).catch((error: unknown) => {
    if (!(error instanceof pg.DatabaseError && error.code === DUPLICATE_DATABASE)) throw error
  })
  return databaseUrl(server, name)
}

export async function dropTestDatabase(dataDir: string): Promise<void> {
  if (server !== undefined)
    await onServer(server, `DROP DATABASE IF EXISTS ${databaseName(dataDir)} WITH (FORCE)`)
}

/** The database of a service with this data directory, beside the service that runs or not. */
export async function openDatabaseOf(dataDir: string): Promise<Database> {
  const url = await testDatabaseUrl(dataDir)
  if (url === undefined) return openSqlite(path.join(dataDir, 'lemnis.db'))
  return openOn(url, 2)
}

function databaseName(dataDir: string): string {
  return path
    .basename(dataDir)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '_')
}

/** A database on the server of `url`, dropped with all connections to it when it is disposed of. */
export async function makeTestDatabase(url: string): Promise<{ url: string } & AsyncDisposable> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(url, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`)
  return {
    url: databaseUrl(url, name),
    [Symbol.asyncDispose]: () => onServer(url, `DROP DATABASE ${name} WITH (FORCE)`),
  }
}

export function databaseUrl(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

export async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
