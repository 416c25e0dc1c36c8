import type { OutageError } from '../../base/outage.ts'
import type { Database } from '../database.ts'
import { Wakeups } from '../wakeups.ts'
import { openConnection } from './connection.ts'
import { GroupCommit } from './group-commit.ts'
import { migrate } from './migrate.ts'

/** Opens (or makes) the database file and brings its schema up to date. One process at a time: see `lock.ts`. `report` is told when it takes nothing. */
export function openSqlite(file: string, report?: (outage: OutageError) => void): Database {
  const writer = openConnection(file, { readOnly: false })
  migrate(writer.raw)
  const reader = openConnection(file, { readOnly: true })
  const commits = new GroupCommit(writer.raw, writer.queries, report)
  const wakeups = new Wakeups()
  return {
    reader: reader.queries,
    transact: (unit, options) => commits.transact(unit, options),
    wake: (channel) => {
      wakeups.wake(channel)
    },
    onWake: (channel, listener) => wakeups.onWake(channel, listener),
    async [Symbol.asyncDispose]() {
      await commits.idle()
      await reader.queries.destroy()
      await writer.queries.destroy()
    },
  }
}
