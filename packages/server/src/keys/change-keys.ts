import type { Database } from '../db/database.ts'
import { lockName } from '../db/dialect.ts'
import { countAccessKeys, deleteKeyRow, insertAccessKey, updateKeyState, type AccessKey } from './store.ts'
import type { KeyState } from './tables.ts'

/** Every process caches all of them. */
export const MAX_KEYS = 1_000

/** One transaction each, with a wake-up: this process uses the change at once, and every other one soon. */

export async function createAccessKey(
  db: Database,
  key: AccessKey,
): Promise<'created' | 'taken' | 'too many'> {
  return db.transact(async (tx) => {
    await lockName(tx, 'access-keys')
    if ((await countAccessKeys(tx)) >= MAX_KEYS) return 'too many'
    tx.wake('access-keys')
    return (await insertAccessKey(tx, key)) ? 'created' : 'taken'
  })
}

/** Returns `undefined` if there is no such key. */
export async function setKeyState(
  db: Database,
  secretId: string,
  state: KeyState,
): Promise<AccessKey | undefined> {
  return db.transact((tx) => {
    tx.wake('access-keys')
    return updateKeyState(tx, secretId, state)
  })
}

/** Returns false if there was no such key. */
export async function deleteAccessKey(db: Database, secretId: string): Promise<boolean> {
  return db.transact((tx) => {
    tx.wake('access-keys')
    return deleteKeyRow(tx, secretId)
  })
}
