import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database, Queryable, Transaction } from '../database.ts'
import { lockDirectory } from '../lock.ts'
import { ownDirectory } from '../own-directory.ts'
import { openSqlite } from './open.ts'

let directory: string
let db: Database

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lemnis-db-'))
  db = openSqlite(path.join(directory, 'test.db'))
  await db.transact((tx) =>
    sql`CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)`.execute(tx),
  )
})

afterEach(async () => {
  await db[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true })
})

const write = (tx: Transaction, text: string): Promise<unknown> =>
  sql`INSERT INTO notes (text) VALUES (${text})`.execute(tx)

async function notes(from: Queryable): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`SELECT text FROM notes ORDER BY id`.execute(from)
  return rows.map((row) => row.text)
}

test('what is answered is committed: another connection sees it at once', async () => {
  await db.transact((tx) => write(tx, 'kept'))
  const other = new DatabaseSync(path.join(directory, 'test.db'), { readOnly: true })
  expect(other.prepare('SELECT text FROM notes').all()).toEqual([{ text: 'kept' }])
  other.close()
})

test('a transaction that SQLite ends by itself fails all of its units and leaves the writer usable', async () => {
  await db.transact((tx) => sql`PRAGMA max_page_count = 20`.execute(tx))
  const big = 'x'.repeat(200_000)
  const outcomes = await Promise.allSettled([
    db.transact((tx) => write(tx, big)),
    db.transact((tx) => write(tx, 'small')),
  ])
  expect(outcomes[0].status).toBe('rejected')
  await db.transact((tx) => write(tx, 'after'))
  expect(await notes(db.reader)).toContain('after')
})

test('a database written by a later release is refused with a sentence', async () => {
  const file = path.join(directory, 'later.db')
  const later = new DatabaseSync(file)
  later.exec('PRAGMA user_version = 9999')
  later.close()
  expect(() => openSqlite(file)).toThrow(/schema version 9999/)
  await Promise.resolve()
})

test('a data directory serves one process at a time', () => {
  ownDirectory(path.join(directory, 'data'))
  using held = lockDirectory(path.join(directory, 'data'))
  expect(held).toBeDefined()
  expect(() => lockDirectory(path.join(directory, 'data'))).toThrow(/in use by another.*LEMNIS_DATA_DIR/)
})
