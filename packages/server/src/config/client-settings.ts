import path from 'node:path'
import { Environment } from '../base/settings.ts'
import { readHttpSettings } from '../http/config.ts'
import { readKeptSecret } from './secrets.ts'
import { readServiceSettings } from './service-settings.ts'

export interface ClientSettings {
  readonly url: string
  readonly token: string | undefined
}

/** Where a command finds the service of this machine, and the admin token that the service keeps. */
export function readClientSettings(variables: Readonly<Record<string, string | undefined>>): ClientSettings {
  const { read } = new Environment(variables)
  const { host, port } = readHttpSettings(read)
  const { dataDir, adminToken } = readServiceSettings(read)
  return {
    url: `http://${host}:${port}`,
    token: adminToken ?? readKeptSecret(path.resolve(dataDir), 'LEMNIS_ADMIN_TOKEN'),
  }
}
