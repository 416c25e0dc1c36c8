import type { DatabaseSync } from 'node:sqlite'
import { pendingMigrations } from '../migrations.ts'

export const FOLDER = new URL('./migrations/', import.meta.url)

/** Brings the schema to the newest version, each step in its own transaction. Throws NewerSchemaError. */
export function migrate(raw: DatabaseSync): void {
  const current = Number(raw.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  for (const { version, sql } of pendingMigrations(FOLDER, current)) {
    raw.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${version}; COMMIT`)
  }
}
