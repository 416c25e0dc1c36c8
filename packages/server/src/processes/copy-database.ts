import path from 'node:path'
import { createLog } from '../base/log.ts'
import { usageError } from '../cli/command.ts'
import { openPostgres } from '../db/postgres/open.ts'
import { refusedServer } from '../db/postgres/refused-server.ts'
import { openSqlite } from '../db/sqlite/open.ts'
import { copyDatabase as copy } from '../engine/operator/copy-database.ts'
import { readCopyArguments } from './copy-arguments.ts'
import { runProcess } from './run-process.ts'
import { requireFile } from './require-file.ts'

/** `lemnis db copy --from FILE --to URL`. Returns the exit code. */
export function copyDatabase(args: readonly string[]): Promise<number> {
  const { from, to, json } = readCopyArguments(args, '--from FILE and --to URL')
  if (!/^postgres(?:ql)?:$/.test(URL.parse(to)?.protocol ?? '')) {
    throw usageError('--to is an address such as postgres://user:password@host:5432/lemnis.')
  }
  const file = path.resolve(from)
  return runProcess(async () => {
    requireFile(file, '--from')
    // Also brings an older schema up to date, so that both are of this release.
    await using source = openSqlite(file)
    const log = createLog('error')
    await using target = await openPostgres({ url: to, connections: 2, pooled: false, log }).catch(
      (error: unknown) => {
        throw refusedServer(to, error, '--to')
      },
    )
    const tables = await copy(source.reader, target, ({ table, rows }) => {
      if (!json) process.stdout.write(`${String(rows).padStart(10)}  ${table}\n`)
    })
    const rows = tables.reduce((sum, copied) => sum + copied.rows, 0)
    process.stdout.write(
      json
        ? `${JSON.stringify({ rows, tables })}\n`
        : `${String(rows).padStart(10)}  rows copied and compared\n`,
    )
  })
}
