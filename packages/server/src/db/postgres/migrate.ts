import type { ClientBase } from 'pg'
import { pendingMigrations } from '../migrations.ts'

export const FOLDER = new URL('./migrations/', import.meta.url)

/**
 * Brings the schema to the newest version, all steps in one transaction. Of processes that start together one does it
 * and the others wait. The lock is the transaction's, not the session's: it holds behind a transaction pooler, too.
 * Throws NewerSchemaError.
 */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query('BEGIN READ WRITE')
  try {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('lemnis schema', 0))`)
    await client.query('CREATE TABLE IF NOT EXISTS lemnis_schema (version INTEGER NOT NULL)')
    const { rows } = await client.query<{ version: number }>('SELECT version FROM lemnis_schema')
    const pending = pendingMigrations(FOLDER, rows[0]?.version ?? 0)
    for (const { sql } of pending) await client.query(sql)
    const reached = pending.at(-1)?.version
    if (reached !== undefined) {
      await client.query('DELETE FROM lemnis_schema')
      await client.query('INSERT INTO lemnis_schema (version) VALUES ($1)', [reached])
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}
