import { readdirSync, readFileSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

const FOLDER = new URL('./migrations/', import.meta.url)

export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError'
}

interface Migration {
  readonly version: number
  readonly file: string
}

/** Brings the schema to the newest version, each step in its own transaction. Refuses a schema from a later release. */
export function migrate(raw: DatabaseSync): void {
  const migrations = readMigrations()
  const current = Number(raw.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new NewerSchemaError(
      `The database has schema version ${current}, and this release knows versions up to ${newest}. ` +
        'Start the release that wrote it, or a later one.',
    )
  }
  for (const { version, file } of migrations.filter((migration) => migration.version > current)) {
    raw.exec(
      `BEGIN IMMEDIATE; ${readFileSync(new URL(file, FOLDER), 'utf8')}; PRAGMA user_version = ${version}; COMMIT`,
    )
  }
}

function readMigrations(): Migration[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => ({ version: Number.parseInt(file, 10), file }))
    .sort((a, b) => a.version - b.version)
}
