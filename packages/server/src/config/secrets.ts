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
  /** False when this module made it: then the keys are in the database. */
  readonly webhookSecretIsGiven: boolean
  readonly adminToken: string
  /** The file with the secrets that were made; `undefined` when the settings give all. */
  readonly file: string | undefined
}

/**
 * Takes each secret from the settings, from the database that all processes share, or from the file of an earlier start,
 * in this order, and makes it otherwise. Secrets that are not in the settings are stored in the database. A copy is in a
 * file of the data directory, which only this user may read, and which a client's shell can source.
 */
export async function loadSecrets(
  settings: ServiceSettings,
  { db, ids, log }: { readonly db: Database; readonly ids: Ids; readonly log: Log },
): Promise<Secrets> {
  const file = path.join(settings.dataDir, SECRETS_FILE)
  const inFile = readStored(file)
  const { secrets, stored } = await db.transact(async (tx) => {
    await lockName(tx, 'secrets')
    const rows = await tx.selectFrom('secrets').selectAll().execute()
    const stored = new Map(inFile)
    for (const { name, value } of rows) stored.set(name, value)
    const secrets = chooseSecrets(settings, stored, ids)
    const known = new Set(rows.map(({ name }) => name))
    const added = [...stored].filter(([name]) => !known.has(name))
    if (added.length > 0)
      await tx
        .insertInto('secrets')
        .values(added.map(([name, value]) => ({ name, value })))
        .execute()
    return { secrets, stored }
  })
  if (stored.size > 0 && !sameEntries(stored, inFile)) writeCopy(file, stored, log)
  const { webhookSecret } = settings
  const webhookSecretIsGiven =
    webhookSecret !== undefined && webhookSecret !== stored.get('LEMNIS_WEBHOOK_SECRET')
  return { ...secrets, webhookSecretIsGiven, file: stored.size > 0 ? file : undefined }
}

const sameEntries = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one].every(([name, value]) => other.get(name) === value)

/** Adds the secrets that it makes to `stored`. */
function chooseSecrets(settings: ServiceSettings, stored: Map<string, string>, ids: Ids) {
  const pick = (env: string, given: string | undefined, make: () => string): string => {
    if (given !== undefined) return given
    const value = stored.get(env) ?? make()
    stored.set(env, value)
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

/** Returns a secret of the data directory, for a command on the same machine. */
export function readStoredSecret(dataDir: string, env: string): string | undefined {
  return readStored(path.join(dataDir, SECRETS_FILE)).get(env)
}

function readStored(file: string): Map<string, string> {
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

/** A start without room for the copy goes on, as the database has the secrets; the next start writes it. */
function writeCopy(file: string, values: ReadonlyMap<string, string>, log: Log): void {
  try {
    write(file, values)
  } catch (error) {
    if (!isOutOfRoom(error)) throw error
    log.warn({ err: error, file }, 'there is no room for the copy of the keys: the next start writes it')
  }
}

/** Writes another file and renames it: a crash leaves the old file or the new one, never half a secret. */
function write(file: string, values: ReadonlyMap<string, string>): void {
  const newFile = `${file}.new`
  const descriptor = openSync(newFile, 'w', 0o600)
  try {
    writeFileSync(descriptor, [...values].map(([env, value]) => `${env}=${value}\n`).join(''))
    fsyncSync(descriptor)
    renameSync(newFile, file)
  } catch (error) {
    rmSync(newFile, { force: true })
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
