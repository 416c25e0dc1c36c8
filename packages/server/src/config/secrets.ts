import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import path from 'node:path'
import type { Ids } from '../base/ids.ts'
import type { ServiceSettings } from './service-settings.ts'

const FILE_NAME = 'secrets.env'

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
 * Takes each secret from the settings, else from the data directory, else makes it and keeps it there in a file that
 * only this user may read. The file has the form of an environment file, so that a client's shell can source it.
 */
export function loadSecrets(settings: ServiceSettings, ids: Ids): Secrets {
  const file = path.join(settings.dataDir, FILE_NAME)
  const kept = readKept(file)
  const made = new Map(kept)
  const pick = (env: string, given: string | undefined, make: () => string): string => {
    if (given !== undefined) return given
    const value = made.get(env) ?? make()
    made.set(env, value)
    return value
  }
  const secrets = {
    secretId: pick('LEMNIS_SECRET_ID', settings.secretId, () => `AKID${ids.randomHex(16)}`),
    secretKey: pick('LEMNIS_SECRET_KEY', settings.secretKey, () => ids.randomHex(20)),
    webhookSecret: pick(
      'LEMNIS_WEBHOOK_SECRET',
      settings.webhookSecret,
      () => `whsec_${Buffer.from(ids.randomHex(32), 'hex').toString('base64')}`,
    ),
    adminToken: pick('LEMNIS_ADMIN_TOKEN', settings.adminToken, () => ids.randomHex(24)),
  }
  if (made.size > kept.size) write(file, made)
  const { webhookSecret } = settings
  const webhookSecretIsGiven =
    webhookSecret !== undefined && webhookSecret !== kept.get('LEMNIS_WEBHOOK_SECRET')
  return { ...secrets, webhookSecretIsGiven, file: made.size > 0 ? file : undefined }
}

/** One secret of the data directory, for a command on the same machine. */
export function readKeptSecret(dataDir: string, env: string): string | undefined {
  return readKept(path.join(dataDir, FILE_NAME)).get(env)
}

function readKept(file: string): Map<string, string> {
  if (!existsSync(file)) return new Map()
  const lines = readFileSync(file, 'utf8').split('\n')
  return new Map(
    lines.flatMap((line) => {
      const at = line.indexOf('=')
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : []
    }),
  )
}

/** Written aside and renamed: a crash leaves the old file or the new one, never half a secret. */
function write(file: string, values: ReadonlyMap<string, string>): void {
  const aside = `${file}.new`
  const descriptor = openSync(aside, 'w', 0o600)
  writeSync(descriptor, [...values].map(([env, value]) => `${env}=${value}\n`).join(''))
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(aside, file)
}
