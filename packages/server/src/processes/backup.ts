import { existsSync } from 'node:fs'
import path from 'node:path'
import { CommandError } from '../cli/command.ts'
import { requirePositional, readArguments } from '../cli/read-arguments.ts'
import { readSettings } from '../config/read-settings.ts'
import { backUpSqlite } from '../db/sqlite/back-up.ts'
import { runProcess } from './run-process.ts'
import { requireFile } from './require-file.ts'

/** `lemnis backup FILE`. Returns the exit code. */
export function backUp(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, { 'data-dir': { type: 'string' } })
  const target = path.resolve(requirePositional(positionals, 'the file to write'))
  return runProcess(() => {
    const settings = readSettings(process.env)
    const { url } = settings.database
    if (url !== undefined) {
      throw new CommandError(
        'DATABASE_URL names a PostgreSQL database: back it up with pg_dump or its own tools.',
      )
    }
    const source = path.join(path.resolve(values['data-dir'] ?? settings.service.dataDir), 'lemnis.db')
    requireFile(source, '--data-dir or LEMNIS_DATA_DIR')
    if (existsSync(target))
      throw new CommandError(`${target} exists already, and a backup overwrites nothing: name another file.`)
    const bytes = backUpSqlite(source, target)
    process.stdout.write(`${target}: ${bytes} bytes\n`)
  })
}
