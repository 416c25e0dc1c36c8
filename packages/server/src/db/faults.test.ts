import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterAll, expect } from 'vitest'
import { silentLog } from '../base/log.ts'
import { mountSmallDisk, NO_SMALL_DISK } from '../base/testing/test-disk.ts'
import type { Transaction } from './database.ts'
import { databaseFault } from './faults.ts'
import { openPostgres } from './postgres/open.ts'
import { CommitUnknownError } from './postgres/faults.ts'
import { openSqlite } from './sqlite/open.ts'
import { onPostgres, openTestDatabase } from './testing/test-database.ts'
import { testWhen } from '../../../../tooling/test-when.ts'

const MEBIBYTE = 1024 ** 2
const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-faults-'))

afterAll(() => {
  rmSync(directory, { recursive: true })
})

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

const rejectionOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('nothing was thrown')
    },
    (error: unknown) => error,
  )

testWhen(!onPostgres)('a write on a disk without room finds the database full', async ({ skip }) => {
  await using disk = await mountSmallDisk(4 * MEBIBYTE)
  if (!disk) return skip(NO_SMALL_DISK)
  await using db = openSqlite(path.join(disk.directory, 'test.db'))
  await db.transact((tx) => sql`CREATE TABLE notes (text TEXT)`.execute(tx))
  disk.fill()
  const write = () => db.transact((tx) => sql`INSERT INTO notes VALUES (${'x'.repeat(MEBIBYTE)})`.execute(tx))
  expect(databaseFault(await rejectionOf(write()))).toBe('full')
  await disk.makeRoom()
  await write()
})

testWhen(!onPostgres)(
  'a database that was closed on a disk without room is full when it is opened',
  async ({ skip }) => {
    await using disk = await mountSmallDisk(4 * MEBIBYTE)
    if (!disk) return skip(NO_SMALL_DISK)
    const file = path.join(disk.directory, 'test.db')
    using before = new DatabaseSync(file)
    before.exec('PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)')
    before.close()
    disk.fill()
    using after = new DatabaseSync(file)
    // SQLITE_IOERR_SHMSIZE
    const thrown = thrownBy(() => after.prepare('SELECT * FROM notes').all())
    expect(thrown).toMatchObject({ errcode: 4874 })
    expect(databaseFault(thrown)).toBe('full')
  },
)

testWhen(!onPostgres)(
  'a locked, an absent and a read-only file are told apart from a wrong statement',
  () => {
    const file = path.join(directory, 'test.db')
    using holder = new DatabaseSync(file)
    holder.exec('CREATE TABLE notes (text TEXT UNIQUE); BEGIN EXCLUSIVE')
    using other = new DatabaseSync(file, { timeout: 0 })
    expect(databaseFault(thrownBy(() => other.exec('BEGIN IMMEDIATE')))).toBe('away')
    holder.exec('COMMIT')
    expect(databaseFault(thrownBy(() => new DatabaseSync(path.join(directory, 'absent', 'test.db'))))).toBe(
      'away',
    )
    using reader = new DatabaseSync(file, { readOnly: true })
    expect(databaseFault(thrownBy(() => reader.exec("INSERT INTO notes VALUES ('a')")))).toBe('read-only')

    expect(databaseFault(thrownBy(() => holder.exec('SELECT nothing FROM nowhere')))).toBeUndefined()
    holder.exec("INSERT INTO notes VALUES ('a')")
    expect(databaseFault(thrownBy(() => holder.exec("INSERT INTO notes VALUES ('a')")))).toBeUndefined()
  },
)

testWhen(!onPostgres)('what other files and clients say is no fault of the database', () => {
  mkdirSync(path.join(directory, 'taken'))
  chmodSync(path.join(directory, 'taken'), 0o700)
  expect(databaseFault(thrownBy(() => mkdirSync(path.join(directory, 'taken'))))).toBeUndefined()
  expect(databaseFault(new Error('database or disk is full'))).toBeUndefined()
  expect(databaseFault('full')).toBeUndefined()
  expect(databaseFault(undefined)).toBeUndefined()
})

testWhen(onPostgres)('PostgreSQL says that it is full, away or only read', async () => {
  await using opened = await openTestDatabase()
  const raise = (state: string) =>
    opened.db.transact((tx) => sql.raw(`DO $$ BEGIN RAISE EXCEPTION SQLSTATE '${state}'; END $$`).execute(tx))
  expect(databaseFault(await rejectionOf(raise('53100')))).toBe('full')
  expect(databaseFault(await rejectionOf(raise('58030')))).toBe('away')
  expect(databaseFault(await rejectionOf(raise('22012')))).toBeUndefined()
  const standby = (tx: Transaction) =>
    sql`DO $$ BEGIN RAISE EXCEPTION 'cannot set transaction read-write mode during recovery' USING ERRCODE = '0A000'; END $$`.execute(
      tx,
    )
  expect(databaseFault(await rejectionOf(opened.db.transact(standby)))).toBe('read-only')
  const reading = sql`CREATE TABLE notes (text TEXT)`.execute(opened.db.reader)
  expect(databaseFault(await rejectionOf(reading))).toBe('read-only')
  expect(databaseFault(new CommitUnknownError('The connection broke during a commit.'))).toBe('away')
})

testWhen(onPostgres)('a server that is not there is away', async () => {
  const url = 'postgres://nobody@127.0.0.1:1/nothing'
  const opening = openPostgres({ url, connections: 2, pooled: false, log: silentLog() })
  expect(databaseFault(await rejectionOf(opening))).toBe('away')
})
