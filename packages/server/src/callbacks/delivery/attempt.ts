import type { HealthChange } from '../endpoints/endpoint-registry.ts'
import type { AttemptResult } from './classify-response.ts'
import type { DueCallback } from '../store.ts'
import type { CallbackRequest, TransportResponse } from '../transports/transport.ts'

/** An attempt that has a response. */
export interface SentAttempt {
  /** The queue entry as it was when the callback was taken from the queue. */
  readonly due: DueCallback
  readonly request: CallbackRequest
  readonly response: TransportResponse
  /** When the callback was created, ms since 1970. */
  readonly createdAt: number
  /** Ms since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  /** Clears the journal entry. To be called when the attempt is recorded. */
  readonly clearJournal: () => void
}

/** An attempt with what follows from its response. */
export interface Attempt extends Omit<SentAttempt, 'clearJournal'> {
  readonly result: AttemptResult
  /** Changes to the health of its origin, bucket and address. */
  readonly changes: readonly HealthChange[]
}
