import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { asRefused, codeOf } from '../base/outages/file-refusals.ts'

/** In the data directory: the secrets that were generated. */
export const SECRETS_FILE = 'secrets.env'

/** Returns a secret of the data directory, for a command on the same machine. Throws FileRefusedError. */
export function readStoredSecret(dataDir: string, env: string): string | undefined {
  return readSecretsFile(path.join(dataDir, SECRETS_FILE)).get(env)
}

/** Reads the values by the names of their variables; empty when there is no file. Throws FileRefusedError. */
export function readSecretsFile(file: string): ReadonlyMap<string, string> {
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
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return ''
    throw asRefused(error, { what: `The keys in ${file} can't be read`, place: file, advice: readAdvice })
  }
}

const readAdvice = (code: string): string | undefined =>
  ['EACCES', 'EPERM'].includes(code)
    ? 'Run this as the user of the service, or give the token with LEMNIS_ADMIN_TOKEN.'
    : undefined

/** Writes another file and renames it: a crash leaves the old file or the new one, never half a secret. */
export function writeSecretsFile(file: string, values: ReadonlyMap<string, string>): void {
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
