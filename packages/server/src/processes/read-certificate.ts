import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { refusalOf } from '../base/outages/file-refusals.ts'
import { SettingsError } from '../config/read-settings.ts'
import type { HttpSettings } from '../http/config.ts'

const CERT = 'LEMNIS_TLS_CERT'
const KEY = 'LEMNIS_TLS_KEY'
const ENCRYPTED = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m

/** The PEM texts that the settings name; `undefined` for plain HTTP. Throws SettingsError. */
export function readCertificate({ tlsCert, tlsKey }: Pick<HttpSettings, 'tlsCert' | 'tlsKey'>) {
  if (tlsCert === undefined || tlsKey === undefined) return undefined
  const pair = { cert: readPem(CERT, tlsCert), key: readPem(KEY, tlsKey) }
  const certificate = parseCertificate(tlsCert, pair.cert)
  if (!certificate.checkPrivateKey(parseKey(tlsKey, pair.key))) {
    throw new SettingsError(
      `${CERT} and ${KEY} are not usable: the key in ${tlsKey} is not that of the certificate in ${tlsCert}. The server's own certificate comes first in its file, and those that signed it behind it.`,
    )
  }
  try {
    createSecureContext(pair)
  } catch (error) {
    throw refusedPair({ tlsCert, tlsKey }, error)
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

function parseCertificate(file: string, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new SettingsError(
      `${CERT} is not usable: ${file} has no whole certificate in PEM, from "-----BEGIN CERTIFICATE-----" to "-----END CERTIFICATE-----".`,
      { cause: error },
    )
  }
}

function parseKey(file: string, pem: string): KeyObject {
  // OpenSSL would ask for the passphrase on a terminal.
  if (ENCRYPTED.test(pem)) {
    throw new SettingsError(
      `${KEY} is not usable: the key in ${file} is encrypted with a passphrase. Store it without one: "openssl pkey -in ${file} -out …".`,
    )
  }
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw new SettingsError(
      `${KEY} is not usable: ${file} has no whole private key in PEM, from "-----BEGIN PRIVATE KEY-----" to "-----END PRIVATE KEY-----" (RSA PRIVATE KEY and EC PRIVATE KEY are others).`,
      { cause: error },
    )
  }
}

/** What OpenSSL refuses of a pair that belongs together: keys and signatures that are too weak, and a broken chain. */
function refusedPair(
  { tlsCert, tlsKey }: { tlsCert: string; tlsKey: string },
  error: unknown,
): SettingsError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const what = /TOO_SMALL|TOO_WEAK/.test(code)
    ? 'the key or a signature is too weak. Use at least RSA with 2048 bits or EC with 256, signed with SHA-256'
    : `OpenSSL refuses a certificate of the chain or the key (${code}). Make the pair anew`
  return new SettingsError(`${CERT} and ${KEY} are not usable, ${tlsCert} and ${tlsKey}: ${what}.`, {
    cause: error,
  })
}
