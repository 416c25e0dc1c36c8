import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { createAccessKey, deleteAccessKey, MAX_KEYS, setKeyState } from './change-keys.ts'
import { insertAccessKey, listAccessKeys, type AccessKey } from './store.ts'

let at: TestDatabase
beforeEach(async () => {
  at = await openTestDatabase()
})
afterEach(() => at[Symbol.asyncDispose]())

const key = (secretId: string, more: Partial<AccessKey> = {}): AccessKey => ({
  secretId,
  secretKey: 'a-secret-for-tests',
  name: 'käy',
  buckets: undefined,
  policy: undefined,
  state: 'enabled',
  createdAt: 1_700_000_000_000,
  ...more,
})

test('keys are listed in order of creation, oldest first', async () => {
  const first = key('AKIDz', { buckets: ['a-1', 'b-1'], createdAt: 1 })
  expect(await createAccessKey(at.db, key('AKIDa'))).toBe('created')
  expect(await createAccessKey(at.db, first)).toBe('created')
  expect(await createAccessKey(at.db, key('AKIDa', { name: 'again' }))).toBe('taken')
  expect(await listAccessKeys(at.db.reader)).toEqual([first, key('AKIDa')])
})

test('a key is disabled, enabled and deleted, with a wake-up each time', async () => {
  await createAccessKey(at.db, key('AKIDa'))
  let told = 0
  using _ = at.db.onWake('access-keys', () => (told += 1))
  expect(await setKeyState(at.db, 'AKIDa', 'disabled')).toEqual(key('AKIDa', { state: 'disabled' }))
  expect(await listAccessKeys(at.db.reader)).toMatchObject([{ state: 'disabled' }])
  expect(await setKeyState(at.db, 'AKIDa', 'enabled')).toMatchObject({ state: 'enabled' })
  expect(await deleteAccessKey(at.db, 'AKIDa')).toBe(true)
  // A wake-up may also come without a change, as when a connection is new.
  expect(told).toBeGreaterThanOrEqual(3)
  expect(await setKeyState(at.db, 'AKIDa', 'enabled')).toBeUndefined()
  expect(await deleteAccessKey(at.db, 'AKIDa')).toBe(false)
  expect(await listAccessKeys(at.db.reader)).toEqual([])
})

test('the number of keys is limited', async () => {
  await at.db.transact(async (tx) => {
    for (let count = 1; count < MAX_KEYS; count += 1) await insertAccessKey(tx, key(`AKID${count}`))
  })
  const made = await Promise.all(['AKIDx', 'AKIDy'].map((id) => createAccessKey(at.db, key(id))))
  expect(made.toSorted()).toEqual(['created', 'too many'])
})
