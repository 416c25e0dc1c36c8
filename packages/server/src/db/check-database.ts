import { sentenceOf, type Finding, type Looked, type Problem } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import { shownBytes } from '../base/show-bytes.ts'
import type { DatabaseSettings } from './config.ts'
import type { Database } from './database.ts'
import { writeNothing } from './dialect.ts'
import { databaseFault, type DatabaseFault } from './faults.ts'
import type { SchemaFacts } from './migrations.ts'
import { inspectPostgres } from './postgres/inspect.ts'
import { explainConnectError, problemsOfServer } from './postgres/server-problems.ts'
import { refusedFile } from './sqlite/refused-file.ts'
import { inspectSqlite } from './sqlite/inspect.ts'

/** A disk that needs so long for a commit holds up every request, ms. */
const SLOW_COMMIT_MS = 250

/** What to do when it can be read and takes nothing. */
const TAKES_NOTHING: Readonly<Record<DatabaseFault, string>> = {
  full: 'Make room on the disk that the database is on.',
  away: 'See whether the disk of the database fails, and what the database itself logs.',
  'read-only': 'Let this user write to the database: its file and directory, or a server that is no standby.',
}

const READ_NOTHING =
  'Let this user read and write the file and its directory (LEMNIS_DATA_DIR), or put a backup in its place.'

export interface DatabaseCheckOptions {
  readonly settings: DatabaseSettings
  /** Of the embedded database. */
  readonly file: string
  /** Brings the schema up to date, so that it is not called for an older one. */
  readonly open: () => Promise<Database>
  /** Whether the service has it open: then a newer schema is that of an upgrade which is under way. */
  readonly isRunning: boolean
  readonly clock: Clock
}

/** What the database is, whether its schema fits, and how long a commit takes until it is on the disk. */
export async function checkDatabase(options: DatabaseCheckOptions, signal: AbortSignal): Promise<Looked> {
  const { settings, file, isRunning } = options
  const inspected = settings.url === undefined ? tryFile(file) : await lookAtServer(settings, signal)
  if ('skipped' in inspected) return inspected
  const { schema, ...finding } = inspected
  const problems = [...finding.problems, ...newerSchema(schema, isRunning)]
  if (problems.some(({ state }) => state === 'failed')) return { ...finding, problems }
  if (schema.version < schema.newest) {
    const does = schema.version === 0 ? 'makes the schema' : `brings it up to ${schema.newest}`
    return { skipped: `${finding.found}: the next start ${does}.` }
  }
  const commitMs = await timeCommit(options).catch((error: unknown) => {
    const fault = databaseFault(error)
    if (fault === undefined) throw error
    return { what: sentenceOf(error), advice: TAKES_NOTHING[fault] }
  })
  if (typeof commitMs !== 'number')
    return { ...finding, problems: [...problems, { state: 'failed', ...commitMs }] }
  return {
    found: `${finding.found}, a commit in ${commitMs} ms`,
    figures: { ...finding.figures, commitMs },
    problems: [...problems, ...slowCommit(commitMs)],
  }
}

interface Inspected extends Finding {
  readonly schema: SchemaFacts
}

function tryFile(file: string): Inspected | { readonly skipped: string } {
  try {
    return lookAtFile(file)
  } catch (error) {
    return {
      schema: { version: 0, newest: 0 },
      found: `SQLite in ${file}`,
      figures: { database: 'SQLite' },
      problems: [{ state: 'failed', what: sentenceOf(refusedFile(file, error)), advice: READ_NOTHING }],
    }
  }
}

function lookAtFile(file: string): Inspected | { readonly skipped: string } {
  const facts = inspectSqlite(file)
  if (!facts) return { skipped: `There is no database yet: the first start makes ${file}.` }
  const { schema, version, bytes } = facts
  return {
    schema,
    found: `SQLite ${version}, schema ${schema.version}, ${shownBytes(bytes)}`,
    figures: { database: 'SQLite', version, schema: schema.version, newestSchema: schema.newest, bytes },
    problems: [],
  }
}

async function lookAtServer(
  { url = '', pooled, connections }: DatabaseSettings,
  signal: AbortSignal,
): Promise<Inspected> {
  const { host, pathname } = new URL(url)
  try {
    const { schema, ...facts } = await inspectPostgres({ url, pooled }, signal)
    const { hears, ...figures } = facts
    const told = hears === true ? 'LISTEN works' : pooled ? 'asked each second' : 'LISTEN does not work'
    return {
      schema,
      found: `PostgreSQL ${facts.version} at ${host}, schema ${schema.version}, ${facts.connected} of ${facts.maxConnections} connections, ${told}`,
      figures: {
        database: 'PostgreSQL',
        ...figures,
        ...(hears !== undefined && { hears }),
        schema: schema.version,
        newestSchema: schema.newest,
      },
      problems: problemsOfServer(facts, { connections, pooled }),
    }
  } catch (error) {
    if (signal.aborted) throw error
    const what = `The database ${pathname.slice(1)} at ${host} can't be used: ${sentenceOf(error)}`
    return {
      schema: { version: 0, newest: 0 },
      found: `PostgreSQL at ${host}`,
      figures: { database: 'PostgreSQL' },
      problems: [{ state: 'failed', what, advice: explainConnectError(error) }],
    }
  }
}

function newerSchema({ version, newest }: SchemaFacts, isRunning: boolean): Problem[] {
  if (version <= newest) return []
  return [
    {
      state: isRunning ? 'warning' : 'failed',
      what: `The schema has version ${version}, and this release knows versions up to ${newest}.`,
      advice: 'Start the release that wrote it, or a later one.',
    },
  ]
}

/** Through the service's own way to write, ms. */
async function timeCommit({ open, clock }: DatabaseCheckOptions): Promise<number> {
  const db = await open()
  const began = clock.monotonic()
  await db.transact(writeNothing)
  return Math.round((clock.monotonic() - began) * 10) / 10
}

function slowCommit(commitMs: number): Problem[] {
  if (commitMs < SLOW_COMMIT_MS) return []
  return [
    {
      state: 'warning',
      what: `A commit took ${commitMs} ms to be on the disk.`,
      advice: 'Put the database on a disk that syncs faster, or see what else keeps it busy.',
    },
  ]
}
