import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { sleep } from '../../base/tasks/wait.ts'
import { schemaFacts, type SchemaFacts } from '../migrations.ts'
import { FOLDER } from './migrate.ts'
import { clientConfig } from './open.ts'

/** A notification that takes longer is lost, ms. */
const HEAR_MS = 2_000

export interface PostgresFacts {
  readonly schema: SchemaFacts
  /** Such as `17.2`, and as a number: 170002. */
  readonly version: string
  readonly versionNumber: number
  readonly maxConnections: number
  /** Those that this role can't have. */
  readonly reserved: number
  /** Clients of the server now. */
  readonly connected: number
  readonly synchronousCommit: string
  readonly fsync: string
  /** A copy that only answers questions. */
  readonly isStandby: boolean
  /** Whether a NOTIFY came back to who listens; `undefined` where nobody listens. */
  readonly hears: boolean | undefined
}

interface Settings {
  readonly version: string
  readonly number: number
  readonly connections: number
  readonly reserved: number
  readonly connected: number
  readonly synchronous_commit: string
  readonly fsync: string
  readonly standby: boolean
  readonly has_schema: boolean
}

const ASK = `
  SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
    current_setting('max_connections')::int AS connections,
    current_setting('superuser_reserved_connections')::int
      + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
    (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend') AS connected,
    current_setting('synchronous_commit') AS synchronous_commit, current_setting('fsync') AS fsync,
    pg_is_in_recovery() AS standby, to_regclass('lemnis_schema') IS NOT NULL AS has_schema`

/**
 * What the server is, and whether it hears, over connections of its own, made as the service makes them. It changes
 * nothing. Throws what the driver throws.
 */
export async function inspectPostgres(
  where: { readonly url: string; readonly pooled: boolean },
  signal: AbortSignal,
): Promise<PostgresFacts> {
  await using opened = new AsyncDisposableStack()
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client(clientConfig(where))
    client.on('error', () => undefined)
    opened.defer(() => client.end().catch(() => undefined))
    await client.connect()
    return client
  }
  const client = await connect()
  const { rows } = await client.query<Settings>(ASK)
  const [settings] = rows
  if (!settings) throw new Error('The server said nothing about itself.')
  return {
    schema: schemaFacts(FOLDER, settings.has_schema ? await readVersion(client) : 0),
    version: settings.version,
    versionNumber: settings.number,
    maxConnections: settings.connections,
    reserved: settings.reserved,
    connected: settings.connected,
    synchronousCommit: settings.synchronous_commit,
    fsync: settings.fsync,
    isStandby: settings.standby,
    hears: where.pooled || settings.standby ? undefined : await hears(client, await connect(), signal),
  }
}

async function readVersion(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ version: number }>('SELECT version FROM lemnis_schema')
  return rows[0]?.version ?? 0
}

/** Behind a pooler that lends a connection for one transaction nobody is there to be told. */
async function hears(listener: pg.Client, speaker: pg.Client, signal: AbortSignal): Promise<boolean> {
  const word = randomUUID()
  const heard = Promise.withResolvers<boolean>()
  listener.on('notification', ({ payload }) => {
    if (payload === word) heard.resolve(true)
  })
  await listener.query('LISTEN lemnis_doctor')
  // What another one of these says must not be taken for an answer: the word is this one's own.
  await speaker.query(`BEGIN READ WRITE; NOTIFY lemnis_doctor, ${pg.escapeLiteral(word)}; COMMIT`)
  return Promise.race([heard.promise, sleep(HEAR_MS, signal).then(() => false)])
}
