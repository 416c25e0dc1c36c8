import path from 'node:path'
import type { Clock } from '../base/clock.ts'
import { isOutOfSpace } from '../base/outages/file-refusals.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { readSecrets } from '../callbacks/webhook-keys.ts'
import { readSecretsFile, SECRETS_FILE, writeSecretsFile } from '../config/secrets-file.ts'
import type { ServiceSettings } from '../config/service-settings.ts'
import type { Database } from '../db/database.ts'
import { lockName } from '../db/dialect.ts'

const WEBHOOK_SECRET = 'LEMNIS_WEBHOOK_SECRET'

interface SecretsContext {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

export interface Secrets {
  readonly secretId: string
  readonly secretKey: string
  /** A comma list of `whsec_…`: as configured, or those that sign at the start, the newest first. */
  readonly webhookSecret: string
  /** False when it was generated: then the keys are in the database. */
  readonly webhookSecretIsGiven: boolean
  readonly adminToken: string
  /** Only ever given, never generated. */
  readonly readToken: string | undefined
  /** The file with the secrets that were generated; `undefined` when the settings give all. */
  readonly file: string | undefined
}

/** What operators are known by. */
export const tokensOf = ({ adminToken: admin, readToken: read }: Secrets) => ({ admin, read })

/**
 * Takes each secret from the settings, from the database that all processes share, or from the file of an earlier start,
 * in this order, and generates it otherwise. Secrets that are not in the settings are stored in the database. A copy is
 * in a file of the data directory, which only this user may read, and which a client's shell can source.
 */
export async function loadSecrets(
  settings: ServiceSettings,
  { db, ids, log, clock }: SecretsContext,
): Promise<Secrets> {
  const file = path.join(settings.dataDir, SECRETS_FILE)
  const inFile = readSecretsFile(file)
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
  const { signing, all } = await readSecrets(db.reader, clock.now())
  // Keys may have been rotated since the first one was generated.
  if (stored.has(WEBHOOK_SECRET) && signing.length > 0) stored.set(WEBHOOK_SECRET, signing.join(','))
  if (stored.size > 0 && !sameEntries(stored, inFile)) writeCopy(file, stored, log)
  const { webhookSecret } = settings
  const own = stored.get(WEBHOOK_SECRET)
  // A shell that has sourced the copy, before a rotation or after it, gives the service its own keys.
  const isOwn = (secret: string): boolean => all.has(secret) || secret === own
  const webhookSecretIsGiven =
    webhookSecret !== undefined && !(own !== undefined && webhookSecret.split(',').every(isOwn))
  return {
    ...secrets,
    webhookSecret: webhookSecretIsGiven ? secrets.webhookSecret : (own ?? secrets.webhookSecret),
    webhookSecretIsGiven,
    file: stored.size > 0 ? file : undefined,
  }
}

/**
 * Writes the keys that sign now to the copy in the data directory. Returns the file; `undefined` when there is no room
 * for it.
 */
export async function copySigningKeys(
  dataDir: string,
  { db, clock, log }: Omit<SecretsContext, 'ids'>,
): Promise<string | undefined> {
  const file = path.join(dataDir, SECRETS_FILE)
  const { signing } = await readSecrets(db.reader, clock.now())
  const values = new Map(readSecretsFile(file)).set(WEBHOOK_SECRET, signing.join(','))
  return writeCopy(file, values, log) ? file : undefined
}

const sameEntries = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean =>
  one.size === other.size && [...one].every(([name, value]) => other.get(name) === value)

/** Adds the secrets that it generates to `stored`. */
function chooseSecrets(settings: ServiceSettings, stored: Map<string, string>, ids: Ids) {
  const pick = (env: string, given: string | undefined, generate: () => string): string => {
    if (given !== undefined) return given
    const value = stored.get(env) ?? generate()
    stored.set(env, value)
    return value
  }
  return {
    secretId: pick('LEMNIS_SECRET_ID', settings.secretId, () => `AKID${ids.randomHex(16)}`),
    secretKey: pick('LEMNIS_SECRET_KEY', settings.secretKey, () => ids.randomHex(20)),
    webhookSecret: pick(
      WEBHOOK_SECRET,
      settings.webhookSecret,
      () => `whsec_${Buffer.from(ids.randomHex(32), 'hex').toString('base64')}`,
    ),
    adminToken: pick('LEMNIS_ADMIN_TOKEN', settings.adminToken, () => ids.randomHex(24)),
    readToken: settings.readToken,
  }
}

/** A start without room for the copy goes on, as the database has the secrets; the next start writes it. */
function writeCopy(file: string, values: ReadonlyMap<string, string>, log: Log): boolean {
  try {
    writeSecretsFile(file, values)
    return true
  } catch (error) {
    if (!isOutOfSpace(error)) throw error
    log.warn({ err: error, file }, 'there is no room for the copy of the keys: the next start writes it')
    return false
  }
}

interface SecretRow {
  /** The environment variable of the setting. */
  name: string
  value: string
}

declare module '../db/database.ts' {
  interface Tables {
    secrets: SecretRow
  }
}
