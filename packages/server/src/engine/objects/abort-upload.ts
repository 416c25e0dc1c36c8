import { dropPartBlobs } from '../../buckets/parts.ts'
import { deleteUploadRow, lockUploadsBefore, type UploadName } from '../../buckets/uploads.ts'
import type { Transaction } from '../../db/database.ts'
import type { Engine } from '../engine.ts'
import { readUploadToEnd } from './read-upload.ts'

/** Uploads ended by one transaction, each with up to 10,000 parts. */
const BATCH = 20

/** Ends an upload and lets go of its parts. Throws NoSuchUpload. */
export async function abortUpload(engine: Engine, name: UploadName): Promise<void> {
  const now = engine.clock.now()
  await engine.db.transact(async (tx) => {
    const upload = await readUploadToEnd(tx, name)
    await endUpload(tx, upload.id, now)
  })
}

/** Aborts some of the uploads begun before `before` (ms since 1970); returns how many, 0 when none are left. */
export function abortAbandonedUploads(engine: Engine, before: number): Promise<number> {
  const now = engine.clock.now()
  return engine.db.transact(async (tx) => {
    const abandoned = await lockUploadsBefore(tx, { before, limit: BATCH })
    for (const upload of abandoned) await endUpload(tx, upload.id, now)
    return abandoned.length
  })
}

export async function endUpload(tx: Transaction, id: number, now: number): Promise<void> {
  await dropPartBlobs(tx, id, now)
  await deleteUploadRow(tx, id)
}
