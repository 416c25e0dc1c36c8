import type { Database } from '../db/database.ts'
import { toJsonText } from '../db/json-text.ts'
import type { Verdict } from './judge.ts'
import { attemptId, dequeue, enqueue, insertAttempt, type QueuedCallback } from './store.ts'
import type { CallbackAttemptRow } from './tables.ts'
import type { Answered, CallbackRequest, Failed } from './transports/transport.ts'

export interface Attempt {
  /** The entry as it was taken from the queue. */
  readonly queued: QueuedCallback
  readonly request: CallbackRequest
  readonly answer: Answered | Failed
  readonly verdict: Verdict
  /** Ms since 1970. */
  readonly startedAt: number
  readonly endedAt: number
}

/** One transaction: the evidence, and the callback out of the queue or to its next time in it. */
export function recordAttempt(db: Database, attempt: Attempt): Promise<void> {
  const { queued, verdict } = attempt
  return db.transact(async (tx) => {
    await dequeue(tx, queued)
    if (verdict.outcome === 'retry') {
      const dueAt = attempt.endedAt + verdict.pauseMs
      await enqueue(tx, { dueAt, callbackId: queued.callbackId, attempts: queued.attempts + 1 })
    }
    await insertAttempt(tx, rowOf(attempt))
  })
}

function rowOf({ queued, request, answer, verdict, startedAt }: Attempt): CallbackAttemptRow {
  const answered = answer.kind === 'answered' ? answer : undefined
  const failure = verdict.outcome === 'delivered' ? undefined : verdict
  return {
    id: attemptId(queued.callbackId, queued.attempts + 1),
    started_at: startedAt,
    duration_ms: answer.durationMs,
    first_byte_ms: answered?.firstByteMs ?? null,
    outcome: verdict.outcome,
    cause: failure?.cause ?? null,
    detail: failure?.detail ?? null,
    status: answered?.status ?? null,
    request_headers: toJsonText(request.headers),
    response_headers: answered ? toJsonText(answered.headers) : null,
    response_body: answered?.body ?? null,
  }
}
