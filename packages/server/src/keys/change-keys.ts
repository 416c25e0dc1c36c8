import type { Database } from '../db/database.ts'
import { lockName } from '../db/dialect.ts'
import { countAccessKeys, deleteKeyRow, insertAccessKey, updateKeyState, type AccessKey } from './store.ts'
import { ACCESS_KEYS_CHANNEL, type KeyState } from './tables.ts'

/** Every process remembers all of them. */
export const MAX_KEYS = 1_000

/** One transaction each, and a wake-up: from then on this process, and at once or soon every other, goes by it. */

export async function createAccessKey(
  db: Database,
  key: AccessKey,
): Promise<'created' | 'taken' | 'too many'> {
  const outcome = await db.transact(async (tx) => {
    await lockName(tx, ACCESS_KEYS_CHANNEL)
    if ((await countAccessKeys(tx)) >= MAX_KEYS) return 'too many'
    return (await insertAccessKey(tx, key)) ? 'created' : 'taken'
  })
  db.wake(ACCESS_KEYS_CHANNEL)
  return outcome
}

/** `undefined` when there is no such key. */
export async function setKeyState(
  db: Database,
  secretId: string,
  state: KeyState,
): Promise<AccessKey | undefined> {
  const key = await db.transact((tx) => updateKeyState(tx, secretId, state))
  db.wake(ACCESS_KEYS_CHANNEL)
  return key
}

/** False when there was no such key. */
export async function deleteAccessKey(db: Database, secretId: string): Promise<boolean> {
  const deleted = await db.transact((tx) => deleteKeyRow(tx, secretId))
  db.wake(ACCESS_KEYS_CHANNEL)
  return deleted
}
