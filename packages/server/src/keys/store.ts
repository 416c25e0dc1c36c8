import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { AccessKeyRow, KeyState } from './tables.ts'

export interface AccessKey {
  readonly secretId: string
  readonly secretKey: string
  /** Shown in the list of keys. */
  readonly name: string
  /** The only buckets that it has access to; `undefined`: all. */
  readonly buckets: readonly string[] | undefined
  /** What else limits it, as JSON; `undefined`: every action on its buckets. */
  readonly policy: string | undefined
  readonly state: KeyState
  /** ms since 1970 */
  readonly createdAt: number
}

/** Returns all keys, oldest first. */
export async function listAccessKeys(db: Queryable): Promise<readonly AccessKey[]> {
  const rows = await db
    .selectFrom('access_keys')
    .selectAll()
    .orderBy('created_at')
    .orderBy('secret_id')
    .execute()
  return rows.map(toKey)
}

export async function countAccessKeys(db: Queryable): Promise<number> {
  const { count } = await db
    .selectFrom('access_keys')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** Returns false if there is a key with this id already. */
export async function insertAccessKey(tx: Transaction, key: AccessKey): Promise<boolean> {
  const row = await tx
    .insertInto('access_keys')
    .values({
      secret_id: key.secretId,
      secret_key: key.secretKey,
      name: key.name,
      buckets: key.buckets === undefined ? null : toJsonText(key.buckets),
      policy: key.policy ?? null,
      state: key.state,
      created_at: key.createdAt,
    })
    .onConflict((conflict) => conflict.column('secret_id').doNothing())
    .returning('secret_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Returns `undefined` if there is no such key. */
export async function updateKeyState(
  tx: Transaction,
  secretId: string,
  state: KeyState,
): Promise<AccessKey | undefined> {
  const row = await tx
    .updateTable('access_keys')
    .set({ state })
    .where('secret_id', '=', secretId)
    .returningAll()
    .executeTakeFirst()
  return row && toKey(row)
}

/** Returns false if there was no such key. */
export async function deleteKeyRow(tx: Transaction, secretId: string): Promise<boolean> {
  const row = await tx
    .deleteFrom('access_keys')
    .where('secret_id', '=', secretId)
    .returning('secret_id')
    .executeTakeFirst()
  return row !== undefined
}

function toKey(row: Selectable<AccessKeyRow>): AccessKey {
  return {
    secretId: row.secret_id,
    secretKey: row.secret_key,
    name: row.name,
    buckets: row.buckets === null ? undefined : fromJsonText(row.buckets),
    policy: row.policy ?? undefined,
    state: row.state,
    createdAt: row.created_at,
  }
}
