import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { refusalOf } from '../base/outages/file-refusals.ts'
import { SettingsError } from '../config/read-settings.ts'
import type { HttpSettings } from '../http/config.ts'

/** The PEM texts that the settings name; `undefined` for plain HTTP. Throws SettingsError. */
export function readCertificate({ tlsCert, tlsKey }: Pick<HttpSettings, 'tlsCert' | 'tlsKey'>) {
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  const pair = { cert: readPem('LEMNIS_TLS_CERT', tlsCert), key: readPem('LEMNIS_TLS_KEY', tlsKey) }
  try {
    createSecureContext(pair)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SettingsError(
      `LEMNIS_TLS_CERT and LEMNIS_TLS_KEY are not usable: ${tlsCert} and ${tlsKey} are no pair of a certificate and its key in PEM (${why}).`,
      { cause: error },
    )
  }
  return pair
}

function readPem(env: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = refusalOf(error, file)
    if (reason === undefined) throw error
    throw new SettingsError(`${env} is not usable: ${file} can't be read: ${reason}.`, { cause: error })
  }
}
