import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { createAccessKey, deleteAccessKey, setKeyState } from '../keys/change-keys.ts'
import { KeyDirectory } from './key-directory.ts'

const MAIN = { secretId: 'AKIDmain', secretKey: 'the-main-secret' }
const KEY = {
  secretId: 'AKIDa',
  secretKey: 'a-secret',
  name: 'a',
  buckets: undefined,
  policy: undefined,
  createdAt: 0,
}

let at: TestDatabase
let directory: KeyDirectory
beforeEach(async () => {
  at = await openTestDatabase()
  directory = new KeyDirectory(at.db, MAIN)
})
afterEach(async () => {
  directory[Symbol.dispose]()
  await at[Symbol.asyncDispose]()
})

const knows = async (): Promise<boolean> => (await directory.current()).get(KEY.secretId) !== undefined

test('a change is seen by the next request, and unchanged keys are not read again', async () => {
  expect(await knows()).toBe(false)
  await createAccessKey(at.db, { ...KEY, state: 'enabled' })
  expect(await knows()).toBe(true)
  expect(await directory.current()).toBe(await directory.current())
  await setKeyState(at.db, KEY.secretId, 'disabled')
  expect(await knows()).toBe(false)
  await setKeyState(at.db, KEY.secretId, 'enabled')
  expect(await knows()).toBe(true)
  await deleteAccessKey(at.db, KEY.secretId)
  expect(await knows()).toBe(false)
})

test('a read that began before a change is not cached after it', async () => {
  const early = directory.current()
  const created = createAccessKey(at.db, { ...KEY, state: 'enabled' })
  await Promise.all([early, created])
  expect(await knows()).toBe(true)
})

test('a failed read of keys is retried', async () => {
  const rename = (from: string, to: string) =>
    at.db.transact((tx) => sql`ALTER TABLE ${sql.table(from)} RENAME TO ${sql.table(to)}`.execute(tx))
  await rename('access_keys', 'mislaid')
  await expect(directory.current()).rejects.toThrow('access_keys')
  await rename('mislaid', 'access_keys')
  expect((await directory.current()).get(MAIN.secretId)).toMatchObject(MAIN)
})
