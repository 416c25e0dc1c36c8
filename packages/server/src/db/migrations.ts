import { readdirSync, readFileSync } from 'node:fs'

export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError'
}

export interface Migration {
  readonly version: number
  readonly sql: string
}

export interface SchemaFacts {
  /** Of the database; 0: there is none yet. */
  readonly version: number
  /** The newest that this release knows. */
  readonly newest: number
}

export function schemaFacts(folder: URL, version: number): SchemaFacts {
  return { version, newest: migrationFiles(folder).at(-1)?.version ?? 0 }
}

/**
 * The steps of `folder` that a schema of version `current` (0: none yet) still needs, in order. Files are named by the
 * version they lead to, which is the same for both databases. Throws NewerSchemaError.
 */
export function pendingMigrations(folder: URL, current: number): readonly Migration[] {
  const files = migrationFiles(folder)
  const newest = files.at(-1)?.version ?? 0
  if (current > newest) {
    throw new NewerSchemaError(
      `The database has schema version ${current}, and this release knows versions up to ${newest}. ` +
        'Start the release that wrote it, or a later one.',
    )
  }
  return files
    .filter(({ version }) => version > current)
    .map(({ version, file }) => ({ version, sql: readFileSync(new URL(file, folder), 'utf8') }))
}

function migrationFiles(folder: URL): readonly { readonly version: number; readonly file: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => ({ version: Number.parseInt(file, 10), file }))
    .sort((a, b) => a.version - b.version)
}
