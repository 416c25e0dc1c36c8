import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { z } from 'zod'

const Row = z.object({
  id: z.string(),
  state: z.string(),
  tries: z.coerce.number(),
  losses: z.coerce.number(),
  setbacks: z.coerce.number(),
  message: z.string().nullable(),
  started_at: z.coerce.number().nullable(),
})
export type JobRow = z.infer<typeof Row>

const QUERY = 'SELECT id, state, tries, losses, setbacks, message, started_at FROM jobs'

/** The jobs as they stand in the database, read beside the service. */
export interface JobTable extends AsyncDisposable {
  /** `undefined` while the database does not answer. */
  read(): Promise<readonly JobRow[] | undefined>
}

export async function openJobTable(url: string | undefined, dataDir: string): Promise<JobTable> {
  if (url === undefined) {
    const db = new DatabaseSync(path.join(dataDir, 'lemnis.db'), { readOnly: true })
    const statement = db.prepare(QUERY)
    return {
      read: () => Promise.resolve(z.array(Row).parse(statement.all())),
      [Symbol.asyncDispose]: () => {
        db.close()
        return Promise.resolve()
      },
    }
  }
  const pool = new pg.Pool({ connectionString: url, max: 1, connectionTimeoutMillis: 1_000 })
  pool.on('error', () => undefined)
  await pool.query('SELECT 1')
  return {
    read: async () => {
      const answer = await pool.query(QUERY).catch(() => undefined)
      return answer && z.array(Row).parse(answer.rows)
    },
    [Symbol.asyncDispose]: () => pool.end(),
  }
}
