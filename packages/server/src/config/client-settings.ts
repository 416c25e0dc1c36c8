import path from 'node:path'
import { FileRefusedError } from '../base/file-refusals.ts'
import { Environment } from '../base/settings.ts'
import { readHttpSettings } from '../http/config.ts'
import { readKeptSecret } from './secrets.ts'
import { readServiceSettings } from './service-settings.ts'

export interface ClientSettings {
  readonly url: string
  readonly token: string | undefined
  /** What was given with the environment, and not kept by the service. */
  readonly givenToken: string | undefined
}

/** Where a command finds the service of this machine, and the admin token that the service keeps. Throws FileRefusedError. */
export function readClientSettings(variables: Readonly<Record<string, string | undefined>>): ClientSettings {
  const environment = new Environment(variables)
  const { read } = environment
  const { host, port } = readHttpSettings(read)
  const { dataDir, adminToken } = readServiceSettings(read)
  const wrong = environment.wrong.find((sentence) => sentence.includes('LEMNIS_ADMIN_TOKEN_FILE'))
  if (wrong !== undefined) throw new FileRefusedError(wrong)
  return {
    url: `http://${host}:${port}`,
    givenToken: adminToken,
    token: adminToken ?? readKeptSecret(path.resolve(dataDir), 'LEMNIS_ADMIN_TOKEN'),
  }
}
