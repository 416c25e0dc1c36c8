import type { OutageError } from '../../base/outages/outage.ts'
import type { Database } from '../database.ts'
import { ConnectionTransaction, createReader } from '../transaction.ts'
import { Wakeups } from '../wakeups.ts'
import { Connection } from './connection.ts'
import { GroupCommit } from './group-commit.ts'
import { migrate } from './migrate.ts'
import { FileOpener } from './open-on-full-disk.ts'
import { refusedFile } from './refused-file.ts'

/**
 * Opens (or makes) the database file and brings its schema up to date. One process at a time: see `lock.ts`. `report` is
 * told when it takes nothing. Throws NewerSchemaError and DatabaseUnreachableError.
 */
export function openSqlite(file: string, report: (outage: OutageError) => void = () => undefined): Database {
  try {
    return openFor(file, report)
  } catch (error) {
    throw refusedFile(file, error)
  }
}

function openFor(file: string, report: (outage: OutageError) => void): Database {
  const opener = new FileOpener(file)
  const writer = new Connection(
    () => opener.open({ readOnly: false }),
    (config) => new ConnectionTransaction(config),
  )
  try {
    migrate(writer.raw)
  } catch (error) {
    writer.release()
    throw error
  }
  const reader = new Connection(() => opener.open({ readOnly: true }), createReader)
  const afterCommit = (): void => {
    if (!opener.mayShareAgain()) return
    reader.release()
    writer.release()
    // Before the reader: only a handle that may write can be alone with the file, should it come to that again.
    writer.reopen()
  }
  const wakeups = new Wakeups()
  const commits = new GroupCommit(writer, { afterCommit, wakeups, report })
  return {
    reader: reader.queries,
    transact: (unit, options) => commits.transact(unit, options),
    onWake: (channel, listener) => wakeups.onWake(channel, listener),
    async [Symbol.asyncDispose]() {
      await commits.idle()
      await reader.queries.destroy()
      await writer.queries.destroy()
    },
  }
}
