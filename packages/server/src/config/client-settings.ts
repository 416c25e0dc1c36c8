import { isIPv6 } from 'node:net'
import path from 'node:path'
import { FileRefusedError } from '../base/outages/file-refusals.ts'
import { Environment } from '../base/settings.ts'
import { readHttpSettings } from '../http/config.ts'
import { readStoredSecret } from './secrets-file.ts'
import { readServiceSettings } from './service-settings.ts'

export interface ClientSettings {
  readonly url: string
  readonly token: string | undefined
  /** Where a token is looked for that is not given. */
  readonly dataDir: string
  /** From the environment, and not from the data directory. */
  readonly givenToken: string | undefined
}

/** The address of this machine's service, and the admin token of its data directory. Throws FileRefusedError. */
export function readClientSettings(variables: Readonly<Record<string, string | undefined>>): ClientSettings {
  const environment = new Environment(variables)
  const { read } = environment
  const { host, port } = readHttpSettings(read)
  const { adminToken, ...service } = readServiceSettings(read)
  const dataDir = path.resolve(service.dataDir)
  const wrong = environment.wrong.find((sentence) => sentence.includes('LEMNIS_ADMIN_TOKEN_FILE'))
  if (wrong !== undefined) throw new FileRefusedError(wrong)
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    givenToken: adminToken,
    token: adminToken ?? readStoredSecret(dataDir, 'LEMNIS_ADMIN_TOKEN'),
    dataDir,
  }
}
