import { sentenceOf } from '../../base/check.ts'
import { NewerSchemaError } from '../migrations.ts'
import { DatabaseUnreachableError } from '../unreachable.ts'
import { explainConnectError } from './server-problems.ts'

/** `error` as a sentence with what to do. `source` is what names the address: a setting or an option. */
export function refusedServer(url: string, error: unknown, source = 'DATABASE_URL'): unknown {
  if (error instanceof NewerSchemaError) return error
  // Without the text of the address: it may hold a password.
  const { host, pathname } = new URL(url)
  const advice = explainConnectError(error).replaceAll('DATABASE_URL', source)
  return new DatabaseUnreachableError(
    `The database${pathname.length > 1 ? ` ${pathname.slice(1)}` : ''} at ${host} of ${source} can't be used: ${sentenceOf(error)} ${advice}`,
    { cause: error },
  )
}
