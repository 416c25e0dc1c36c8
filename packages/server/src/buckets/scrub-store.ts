import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { forUpdate } from '../db/dialect.ts'
import type { DamagedBlobRow, ScrubRow } from './tables.ts'

export type ScrubState = Selectable<Omit<ScrubRow, 'one'>>

/** Returns `undefined` before the first round. */
export function readScrub(db: Queryable): Promise<ScrubState | undefined> {
  return db.selectFrom('scrub').selectAll().executeTakeFirst()
}

/** Locks the row until the transaction ends. It is created if there is none yet. */
export async function lockScrub(tx: Transaction, now: number): Promise<ScrubState> {
  const none = { one: 1, after: null, began_at: 0, ended_at: null, blobs: 0, bytes: 0 }
  await tx
    .insertInto('scrub')
    .values({ ...none, holder: '', held_until: now })
    .onConflict((conflict) => conflict.column('one').doNothing())
    .execute()
  return forUpdate(tx, tx.selectFrom('scrub').selectAll()).executeTakeFirstOrThrow()
}

export async function saveScrub(tx: Transaction, state: ScrubState): Promise<void> {
  await tx.updateTable('scrub').set(state).execute()
}

export async function recordDamage(tx: Transaction, damage: Selectable<DamagedBlobRow>): Promise<void> {
  await tx
    .insertInto('damaged_blobs')
    .values(damage)
    .onConflict((conflict) => conflict.column('blob_id').doUpdateSet({ kind: damage.kind }))
    .execute()
}

export async function forgetDamage(tx: Transaction, blobId: string): Promise<void> {
  await tx.deleteFrom('damaged_blobs').where('blob_id', '=', blobId).execute()
}

/** Returns the damage found first. */
export function listDamage(db: Queryable, limit: number): Promise<readonly Selectable<DamagedBlobRow>[]> {
  return db
    .selectFrom('damaged_blobs')
    .selectAll()
    .orderBy('found_at')
    .orderBy('blob_id')
    .limit(limit)
    .execute()
}
