import type { Database } from '../../db/database.ts'
import { NO_EVIDENCE } from '../record-unknown-attempts.ts'
import {
  attemptId,
  deleteQueueEntry,
  findQueueEntry,
  findArchived,
  insertAttempt,
  unarchiveCallback,
} from '../store.ts'

/**
 * One transaction: marks callbacks as delivered, because the receiver has confirmed them. Returns how many were not
 * delivered before. One that is in flight at this moment may still arrive.
 */
export function confirmCallbacks(db: Database, callbackIds: readonly number[], now: number): Promise<number> {
  return db.transact(async (tx) => {
    let confirmed = 0
    for (const callbackId of callbackIds) {
      const open = (await findQueueEntry(tx, callbackId)) ?? (await findArchived(tx, callbackId))
      if (!open) continue
      await deleteQueueEntry(tx, { callbackId })
      await unarchiveCallback(tx, callbackId)
      await insertAttempt(tx, {
        ...NO_EVIDENCE,
        id: attemptId(callbackId, open.attempts + 1),
        started_at: now,
        outcome: 'confirmed',
        cause: null,
        detail: 'confirmed by the receiver',
      })
      confirmed += 1
    }
    return confirmed
  })
}
