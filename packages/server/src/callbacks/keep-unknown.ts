import type { Database } from '../db/database.ts'
import type { Flight } from './delivery/flight-log.ts'
import { attemptId, dequeue, enqueue, findQueueEntry, insertAttempt } from './store.ts'

/**
 * One transaction: attempts that were under way when a process died become evidence, with an outcome that nobody
 * knows. Their callbacks stay due as they were, with one attempt more and no failure more.
 */
export function keepUnknown(db: Database, flights: readonly Flight[]): Promise<void> {
  return db.transact(async (tx) => {
    for (const { callbackId, attempt, startedAt } of flights) {
      const entry = await findQueueEntry(tx, callbackId)
      // Recorded after all: only the note of it was not taken away in time.
      if (entry?.attempts !== attempt - 1) continue
      await dequeue(tx, entry)
      await enqueue(tx, { ...entry, attempts: attempt })
      await insertAttempt(tx, {
        ...NOTHING_KNOWN,
        id: attemptId(callbackId, attempt),
        started_at: startedAt,
        outcome: 'unknown',
        cause: 'crash',
        detail: 'the service ended while this attempt was under way; it may have arrived',
      })
    }
  })
}

/** The fields of an attempt that nobody watched. */
export const NOTHING_KNOWN = {
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
