import pg from 'pg'
import { clientConfig } from './open.ts'

/** What the server says the time is, ms since 1970, over a connection of its own. Throws what the driver throws. */
export async function fetchServerTime(where: {
  readonly url: string
  readonly pooled: boolean
}): Promise<number | undefined> {
  const client = new pg.Client(clientConfig(where))
  client.on('error', () => undefined)
  await client.connect()
  try {
    const { rows } = await client.query<{ now: number }>(
      'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000) AS now',
    )
    return rows[0]?.now
  } finally {
    await client.end()
  }
}
