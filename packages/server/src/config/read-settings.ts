import { readAuditSettings, type AuditSettings } from '../audit/config.ts'
import { Environment, type ReadSetting } from '../base/settings.ts'
import { readCallbackSettings, parseWebhookKeys, type CallbackSettings } from '../callbacks/config.ts'
import { readDatabaseSettings, type DatabaseSettings } from '../db/config.ts'
import { readEngineSettings, type EngineSettings } from '../engine/config.ts'
import { readHttpSettings, type HttpSettings } from '../http/config.ts'
import { readMediaSettings, type MediaSettings } from '../media/config.ts'
import { readStorageSettings, type StorageSettings } from '../storage/config.ts'
import { readWorkerSettings, type WorkerSettings } from '../worker/config.ts'
import { readServiceSettings, type ServiceSettings } from './service-settings.ts'

export interface Settings {
  readonly service: ServiceSettings
  readonly http: HttpSettings
  readonly database: DatabaseSettings
  readonly storage: StorageSettings
  readonly engine: EngineSettings
  readonly worker: WorkerSettings
  readonly media: MediaSettings
  readonly callbacks: CallbackSettings
  readonly audit: AuditSettings
}

/** Settings that can't be used; the message has one line for each. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** Reads every setting of the service. Throws SettingsError with all that can't be used. */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const environment = new Environment(variables)
  const settings = readModuleSettings(environment.read)
  const wrong = [...environment.wrong, ...findContradictions(settings)]
  if (wrong.length > 0) throw new SettingsError(wrong.join('\n'))
  return settings
}

/** Reads the settings of every module, one by one through `read`. */
export function readModuleSettings(read: ReadSetting): Settings {
  return {
    service: readServiceSettings(read),
    http: readHttpSettings(read),
    database: readDatabaseSettings(read),
    storage: readStorageSettings(read),
    engine: readEngineSettings(read),
    worker: readWorkerSettings(read),
    media: readMediaSettings(read),
    callbacks: readCallbackSettings(read),
    audit: readAuditSettings(read),
  }
}

/** Settings that contradict each other. */
function findContradictions({ http, service }: Settings): string[] {
  const wrong: string[] = []
  if ((http.tlsCert === undefined) !== (http.tlsKey === undefined)) {
    wrong.push('LEMNIS_TLS_CERT and LEMNIS_TLS_KEY are not usable: set both, or none to serve plain HTTP.')
  }
  if ((service.secretId === undefined) !== (service.secretKey === undefined)) {
    wrong.push('LEMNIS_SECRET_ID and LEMNIS_SECRET_KEY are not usable: set both, or none to have them made.')
  }
  const names = service.buckets.map((bucket) => bucket.name)
  const duplicate = names.find((name, index) => names.indexOf(name) !== index)
  if (duplicate !== undefined) wrong.push(`LEMNIS_BUCKETS is not usable: it names ${duplicate} twice.`)
  if (service.webhookSecret !== undefined) {
    try {
      parseWebhookKeys(service.webhookSecret)
    } catch (error) {
      wrong.push(
        `LEMNIS_WEBHOOK_SECRET is not usable: ${error instanceof Error ? error.message : String(error)}.`,
      )
    }
  }
  return wrong
}
