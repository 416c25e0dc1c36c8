import type { Problem } from '../../base/check.ts'
import type { DatabaseSettings } from '../config.ts'
import type { PostgresFacts } from './inspect.ts'

const OLDEST_VERSION = 140_000
/** The connection that listens comes on top of the pool. */
const LISTENER = 1
const POOLED =
  'Set LEMNIS_DATABASE_POOLED=1: DATABASE_URL leads to a pooler that lends a connection for one transaction.'

type Facts = Omit<PostgresFacts, 'schema'>
type Pool = Pick<DatabaseSettings, 'connections' | 'pooled'>

/** What of a PostgreSQL server does not fit the service. */
export function problemsOfServer(facts: Facts, pool: Pool): Problem[] {
  const problems: (Problem | undefined)[] = [
    tooOld(facts),
    standby(facts),
    deaf(facts),
    fewConnections(facts, pool),
    notDurable(facts),
  ]
  return problems.filter((problem) => problem !== undefined)
}

function tooOld({ versionNumber, version }: Facts): Problem | undefined {
  if (versionNumber >= OLDEST_VERSION) return undefined
  return {
    state: 'failed',
    what: `PostgreSQL ${version} is older than 14.`,
    advice: 'Upgrade the server to PostgreSQL 14 or later.',
  }
}

function standby({ isStandby }: Facts): Problem | undefined {
  if (!isStandby) return undefined
  return {
    state: 'failed',
    what: 'The server is a standby, which takes no writes.',
    advice: 'Let DATABASE_URL name the primary.',
  }
}

function deaf({ hears }: Facts): Problem | undefined {
  if (hears !== false) return undefined
  return {
    state: 'failed',
    what: 'LISTEN hears nothing, so that processes are not told of new work, and prepared statements get lost.',
    advice: POOLED,
  }
}

function fewConnections({ maxConnections, reserved, connected }: Facts, pool: Pool): Problem | undefined {
  // Of a pooler's connections to the server this process knows nothing.
  if (pool.pooled) return undefined
  const each = pool.connections + LISTENER
  const usable = maxConnections - reserved
  if (each <= usable && connected < usable) return undefined
  return {
    state: each > usable ? 'failed' : 'warning',
    what: `The server lets ${usable} connections in and has ${connected}; each process of the service may take ${each}.`,
    advice:
      'Lower LEMNIS_DATABASE_CONNECTIONS, raise max_connections of the server, or put a pooler between.',
  }
}

function notDurable({ fsync, synchronousCommit }: Facts): Problem | undefined {
  const off = [
    ...(fsync === 'off' ? ['fsync=off'] : []),
    ...(synchronousCommit === 'off' ? ['synchronous_commit=off'] : []),
  ]
  if (off.length === 0) return undefined
  return {
    state: 'warning',
    what: `With ${off.join(' and ')} a crash of the server may lose what the service acknowledged.`,
    advice: `Set ${off.map((setting) => setting.replace('off', 'on')).join(' and ')} on the server.`,
  }
}

const BY_CODE: Readonly<Record<string, string>> = {
  '28P01': 'Correct the user and password in DATABASE_URL.',
  '28000': 'Let this user and host in by pg_hba.conf, or correct DATABASE_URL.',
  '3D000': 'Make the database (createdb), or correct its name in DATABASE_URL.',
  '42501': 'Give the user of DATABASE_URL the rights on the database and its schema.',
  '53300': 'Lower LEMNIS_DATABASE_CONNECTIONS, or raise max_connections of the server.',
  '57P03': 'Wait until the server has started.',
}

/** One sentence of what to do about an error of the driver. */
export function explainConnectError(error: unknown): string {
  if (error instanceof Error && error.message.includes('unsupported startup parameter')) return POOLED
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return BY_CODE[code] ?? 'Start PostgreSQL, open the way to it, or correct DATABASE_URL.'
}
