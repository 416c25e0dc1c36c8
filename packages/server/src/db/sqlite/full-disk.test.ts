import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { mountSmallDisk, NO_SMALL_DISK } from '../../base/testing/test-disk.ts'
import type { Database, Queryable } from '../database.ts'
import { databaseFault } from '../faults.ts'
import { lockDirectory } from '../lock.ts'
import { backUpSqlite } from './back-up.ts'
import { openSqlite } from './open.ts'

const MEBIBYTE = 1024 ** 2

async function notes(from: Queryable): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`SELECT text FROM notes`.execute(from)
  return rows.map(({ text }) => text)
}

const write = (db: Database, text: string): Promise<unknown> =>
  db.transact((tx) => sql`INSERT INTO notes VALUES (${text})`.execute(tx))

async function madeBefore(file: string): Promise<void> {
  await using db = openSqlite(file)
  await db.transact((tx) => sql`CREATE TABLE notes (text TEXT)`.execute(tx))
  await write(db, 'before')
}

test('a database that was closed is read on a full disk, and written once there is room', async ({
  skip,
}) => {
  await using disk = await mountSmallDisk(8 * MEBIBYTE)
  if (!disk) return skip(NO_SMALL_DISK)
  const file = path.join(disk.directory, 'lemnis.db')
  await madeBefore(file)
  disk.fill()
  await using db = openSqlite(file)
  expect(await notes(db.reader)).toEqual(['before'])
  expect(databaseFault(await write(db, 'full').catch((error: unknown) => error))).toBe('full')
  expect(await notes(db.reader)).toEqual(['before'])
  await disk.makeRoom()
  await write(db, 'after')
  expect(await notes(db.reader)).toEqual(['before', 'after'])
})

test('what a killed process left in the log is read on a full disk', async ({ skip }) => {
  await using disk = await mountSmallDisk(8 * MEBIBYTE)
  if (!disk) return skip(NO_SMALL_DISK)
  const file = path.join(disk.directory, 'lemnis.db')
  await madeBefore(file)
  const copy = path.join(disk.directory, 'killed')
  mkdirSync(copy)
  const killed = path.join(copy, 'lemnis.db')
  {
    await using db = openSqlite(file)
    await write(db, 'in the log')
    for (const end of ['', '-wal']) copyFileSync(file + end, killed + end)
  }
  disk.fill()
  await using db = openSqlite(killed)
  expect(await notes(db.reader)).toEqual(['before', 'in the log'])
})

test('a backup reads a database that nobody has open on a full disk', async ({ skip }) => {
  await using disk = await mountSmallDisk(8 * MEBIBYTE)
  await using other = await mountSmallDisk(8 * MEBIBYTE)
  if (!disk || !other) return skip(NO_SMALL_DISK)
  const file = path.join(disk.directory, 'lemnis.db')
  await madeBefore(file)
  disk.fill()
  const target = path.join(other.directory, 'backup.db')
  expect(backUpSqlite(file, target)).toBeGreaterThan(0)
  expect(statSync(target).mode & 0o777).toBe(0o600)
  using copy = new DatabaseSync(target, { readOnly: true })
  expect(copy.prepare('SELECT text FROM notes').all()).toMatchObject([{ text: 'before' }])
})

test('a first start says that the disk is full, and how much room there is', async ({ skip }) => {
  await using disk = await mountSmallDisk(MEBIBYTE)
  if (!disk) return skip(NO_SMALL_DISK)
  disk.fill()
  // The lock itself needs no room.
  using _lock = lockDirectory(disk.directory)
  expect(() => openSqlite(path.join(disk.directory, 'lemnis.db'))).toThrow(
    /^The database file .*lemnis\.db can't be used: its disk is full, 0 B of 1 MiB are free\. A first start/,
  )
})

test('a backup onto a full disk says so and leaves nothing', async ({ skip }) => {
  await using disk = await mountSmallDisk(8 * MEBIBYTE)
  await using other = await mountSmallDisk(MEBIBYTE)
  if (!disk || !other) return skip(NO_SMALL_DISK)
  const file = path.join(disk.directory, 'lemnis.db')
  await madeBefore(file)
  other.fill()
  expect(() => backUpSqlite(file, path.join(other.directory, 'backup.db'))).toThrow(
    /^The backup can't be written: the disk of .*backup\.db\.part is full, 0 B of 1 MiB are free\. Make room, or name a place on another disk\.$/,
  )
  expect(readdirSync(other.directory)).toEqual(['filler'])
})
