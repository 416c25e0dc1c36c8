import type { Database } from '../db/database.ts'
import type { InFlightEntry } from './delivery/in-flight-journal.ts'
import { attemptId, dequeue, enqueue, findQueueEntry, insertAttempt } from './store.ts'

/**
 * One transaction: records the attempts that were in flight when a process died, with the outcome `unknown`. Their
 * callbacks stay due, with one more attempt and no more failures.
 */
export function recordUnknownAttempts(db: Database, entries: readonly InFlightEntry[]): Promise<void> {
  return db.transact(async (tx) => {
    for (const { callbackId, attempt, startedAt } of entries) {
      const entry = await findQueueEntry(tx, callbackId)
      // The attempt was recorded, and only its journal entry was not cleared in time.
      if (entry?.attempts !== attempt - 1) continue
      await dequeue(tx, entry)
      await enqueue(tx, { ...entry, attempts: attempt })
      await insertAttempt(tx, {
        ...NO_EVIDENCE,
        id: attemptId(callbackId, attempt),
        started_at: startedAt,
        outcome: 'unknown',
        cause: 'crash',
        detail: 'the service ended while this attempt was under way; it may have arrived',
      })
    }
  })
}

/** The evidence fields of an attempt that this service did not observe. */
export const NO_EVIDENCE = {
  duration_ms: null,
  dns_ms: null,
  connect_ms: null,
  tls_ms: null,
  first_byte_ms: null,
  status: null,
  peer: null,
  request_headers: null,
  response_headers: null,
  response_body: null,
} as const
