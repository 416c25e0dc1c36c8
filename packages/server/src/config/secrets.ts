import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { asRefused, isOutOfRoom } from '../base/file-refusals.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Database } from '../db/database.ts'
import { lockName } from '../db/dialect.ts'
import type { ServiceSettings } from './service-settings.ts'

/** In the data directory. */
export const SECRETS_FILE = 'secrets.env'

export interface Secrets {
  readonly secretId: string
  readonly secretKey: string
  /** As configured: a comma list of `whsec_…`. */
  readonly webhookSecret: string
  /** False for the key that was made here: from then on keys live in the database. */
  readonly webhookSecretIsGiven: boolean
  readonly adminToken: string
  /** The file that holds what was made here; `undefined` when every secret was given. */
  readonly file: string | undefined
}

/**
 * Takes each secret from the settings, else from the database, which all processes share, else from the file of an
 * earlier time, else makes it. What was not given is kept in the database, and in a file of the data directory that
 * only this user may read: it has the form of an environment file, so that a client's shell can source it.
 */
export async function loadSecrets(
  settings: ServiceSettings,
  { db, ids, log }: { readonly db: Database; readonly ids: Ids; readonly log: Log },
): Promise<Secrets> {
  const file = path.join(settings.dataDir, SECRETS_FILE)
  const inFile = readKept(file)
  const { secrets, kept } = await db.transact(async (tx) => {
    await lockName(tx, 'secrets')
    const rows = await tx.selectFrom('secrets').selectAll().execute()
    const kept = new Map(inFile)
    for (const { name, value } of rows) kept.set(name, value)
    const secrets = chooseSecrets(settings, kept, ids)
    const known = new Set(rows.map(({ name }) => name))
    const added = [...kept].filter(([name]) => !known.has(name))
    if (added.length > 0)
      await tx
        .insertInto('secrets')
        .values(added.map(([name, value]) => ({ name, value })))
        .execute()
    return { secrets, kept }
  })
  if (kept.size > 0 && !sameEntries(kept, inFile)) writeCopy(file, kept, log)
  const { webhookSecret } = settings
  const webhookSecretIsGiven =
    webhookSecret !== undefined && webhookSecret !== kept.get('LEMNIS_WEBHOOK_SECRET')
  return { ...secrets, webhookSecretIsGiven, file: kept.size > 0 ? file : undefined }
}

const sameEntries = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one].every(([name, value]) => other.get(name) === value)

/** What is made here is added to `kept`. */
function chooseSecrets(settings: ServiceSettings, kept: Map<string, string>, ids: Ids) {
  const pick = (env: string, given: string | undefined, make: () => string): string => {
    if (given !== undefined) return given
    const value = kept.get(env) ?? make()
    kept.set(env, value)
    return value
  }
  return {
    secretId: pick('LEMNIS_SECRET_ID', settings.secretId, () => `AKID${ids.randomHex(16)}`),
    secretKey: pick('LEMNIS_SECRET_KEY', settings.secretKey, () => ids.randomHex(20)),
    webhookSecret: pick(
      'LEMNIS_WEBHOOK_SECRET',
      settings.webhookSecret,
      () => `whsec_${Buffer.from(ids.randomHex(32), 'hex').toString('base64')}`,
    ),
    adminToken: pick('LEMNIS_ADMIN_TOKEN', settings.adminToken, () => ids.randomHex(24)),
  }
}

/** One secret of the data directory, for a command on the same machine. */
export function readKeptSecret(dataDir: string, env: string): string | undefined {
  return readKept(path.join(dataDir, SECRETS_FILE)).get(env)
}

function readKept(file: string): Map<string, string> {
  if (!existsSync(file)) return new Map()
  const lines = readText(file).split('\n')
  return new Map(
    lines.flatMap((line) => {
      const at = line.indexOf('=')
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : []
    }),
  )
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw asRefused(error, { what: `The keys in ${file} can't be read`, place: file })
  }
}

/** What the database keeps is not lost with its copy, so that a start without room for it goes on; the next one tries again. */
function writeCopy(file: string, values: ReadonlyMap<string, string>, log: Log): void {
  try {
    write(file, values)
  } catch (error) {
    if (!isOutOfRoom(error)) throw error
    log.warn({ err: error, file }, 'there is no room for the copy of the keys: the next start writes it')
  }
}

/** Written aside and renamed: a crash leaves the old file or the new one, never half a secret. */
function write(file: string, values: ReadonlyMap<string, string>): void {
  const aside = `${file}.new`
  const descriptor = openSync(aside, 'w', 0o600)
  try {
    writeFileSync(descriptor, [...values].map(([env, value]) => `${env}=${value}\n`).join(''))
    fsyncSync(descriptor)
    renameSync(aside, file)
  } catch (error) {
    rmSync(aside, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
}

interface SecretRow {
  /** The environment variable that would give it. */
  name: string
  value: string
}

declare module '../db/database.ts' {
  interface Tables {
    secrets: SecretRow
  }
}
