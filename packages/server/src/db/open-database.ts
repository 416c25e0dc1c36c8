import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { OutageError } from '../base/outages/outage.ts'
import type { DatabaseSettings } from './config.ts'
import type { Database } from './database.ts'
import { openPostgres, type PostgresOptions } from './postgres/open.ts'
import { refusedServer } from './postgres/refused-server.ts'
import { ServerClock } from './postgres/server-clock.ts'
import { openSqlite } from './sqlite/open.ts'

/** The embedded database, in the data directory. */
export const DATABASE_FILE = 'lemnis.db'

export interface OpenedDatabase extends AsyncDisposable {
  readonly db: Database
  /** The clock that all processes on the database use. */
  readonly clock: Clock
  /** True when no other process can have it open: the data directory's lock keeps them out. */
  readonly soleProcess: boolean
}

export interface OpenOptions extends DatabaseSettings {
  /** Of the embedded database, when there is no URL. */
  readonly file: string
  readonly clock: Clock
  readonly log: Log
  /** Told when the database does not answer or takes nothing. */
  readonly report?: ((outage: OutageError) => void) | undefined
}

/** After so long somebody who started it wonders, ms. */
const SAY_AFTER_MS = 1_500

/** Opens the database that the settings name. Throws NewerSchemaError and DatabaseUnreachableError. */
export async function openDatabase({ url, file, clock, ...options }: OpenOptions): Promise<OpenedDatabase> {
  if (url === undefined) {
    const db = openSqlite(file, options.report)
    return { db, clock, soleProcess: true, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() }
  }
  const db = await openServer({ url, ...options })
  const serverClock = await ServerClock.start(db, clock)
  return {
    db,
    clock: serverClock,
    soleProcess: false,
    async [Symbol.asyncDispose]() {
      serverClock[Symbol.dispose]()
      await db[Symbol.asyncDispose]()
    },
  }
}

async function openServer({ url, ...options }: PostgresOptions): Promise<Database> {
  const { host } = new URL(url)
  const waiting = setTimeout(() => {
    options.log.warn({ host }, 'the database is not ready yet: waiting for it')
  }, SAY_AFTER_MS)
  try {
    return await openPostgres({ url, ...options })
  } catch (error) {
    throw refusedServer(url, error)
  } finally {
    clearTimeout(waiting)
  }
}
