import { dropBlob } from '../../buckets/dropped-blobs.ts'
import type { Transaction } from '../../db/database.ts'
import { deleteSoundView } from '../../sound-views/store.ts'
import type { Engine } from '../engine.ts'

/** Deletes a view. The bytes of its files stay for a grace period, so that reads in progress may finish. */
export async function dropView(tx: Transaction, id: string, now: number): Promise<void> {
  for (const blobId of await deleteSoundView(tx, id)) await dropBlob(tx, blobId, now)
}

/** Forgets a view whose files can't be read, so that it is made again. */
export async function forgetView({ db, clock }: Engine, id: string): Promise<void> {
  await db.transact((tx) => dropView(tx, id, clock.now()))
}
