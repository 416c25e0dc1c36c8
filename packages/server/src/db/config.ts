import { numberSetting, secretSetting, switchSetting, type ReadSetting } from '../base/settings.ts'

export interface DatabaseSettings {
  /** `undefined`: a file in the data directory. */
  readonly url: string | undefined
  readonly connections: number
  readonly pooled: boolean
}

export function readDatabaseSettings(read: ReadSetting): DatabaseSettings {
  return {
    url: read({
      ...secretSetting({
        env: 'DATABASE_URL',
        about:
          'The PostgreSQL database, as postgres://user:password@host:port/name; a file in the data directory when unset',
      }),
      parse: parseUrl,
    }),
    connections: read(
      numberSetting({
        env: 'LEMNIS_DATABASE_CONNECTIONS',
        about: 'Connections to PostgreSQL that this process holds at most',
        fallback: 10,
        min: 2,
        max: 200,
      }),
    ),
    pooled: read(
      switchSetting({
        env: 'LEMNIS_DATABASE_POOLED',
        about:
          'Whether DATABASE_URL leads to a pooler that lends a connection for one transaction: then other processes are heard of by polling',
      }),
    ),
  }
}

function parseUrl(text: string): string | undefined {
  if (text === '') return undefined
  const url = URL.parse(text)
  if (url?.protocol === 'postgres:' || url?.protocol === 'postgresql:') return text
  // Without the text: it may hold a password.
  throw new Error('it must be an address such as postgres://user:password@host:5432/lemnis')
}
