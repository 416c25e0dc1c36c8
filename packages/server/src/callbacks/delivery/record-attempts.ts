import type { Database, Transaction } from '../../db/database.ts'
import { toJsonText } from '../../db/json-text.ts'
import type { HealthChange } from '../endpoints/endpoint-book.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { saveHealth } from '../endpoints/endpoint-store.ts'
import type { Verdict } from './judge.ts'
import { distinctScopes, type Scope } from '../scope.ts'
import { attemptId, dequeue, enqueue, insertAttempt, layToRest, type DueCallback } from '../store.ts'
import type { CallbackAttemptRow } from '../tables.ts'
import type { Answered, CallbackRequest, Confirmed, Failed } from '../transports/transport.ts'

export interface Attempt {
  /** The entry as it was taken from the queue. */
  readonly due: DueCallback
  readonly request: CallbackRequest
  readonly answer: Answered | Confirmed | Failed
  readonly verdict: Verdict
  /** When the callback was made, ms since 1970. */
  readonly createdAt: number
  /** Ms since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  /** What this attempt changed about how its address, its bucket there and its endpoint are doing. */
  readonly changes: readonly HealthChange[]
}

/**
 * One transaction for many: the evidence of each, its callback to where it belongs, and all troubles as they are
 * when it is written: an operator may have spoken since an attempt ended.
 */
export function recordAttempts(
  db: Database,
  attempts: readonly Attempt[],
  healthOf: (scope: Scope) => EndpointHealth | undefined,
): Promise<void> {
  return db.transact(async (tx) => {
    for (const attempt of attempts) {
      await insertAttempt(tx, rowOf(attempt))
      if (await dequeue(tx, attempt.due)) await place(tx, attempt)
    }
    const changed = attempts.flatMap(({ changes }) => changes.map(({ scope }) => scope))
    for (const scope of distinctScopes(changed)) await saveHealth(tx, scope, healthOf(scope))
  })
}

async function place(tx: Transaction, { due, verdict, endedAt }: Attempt): Promise<void> {
  const { callbackId, endpoint } = due
  const attempts = due.attempts + 1
  if (verdict.outcome === 'delivered') return
  if (verdict.outcome === 'retry') {
    const dueAt = endedAt + verdict.pauseMs
    await enqueue(tx, { dueAt, callbackId, attempts, failures: due.failures + 1 })
  } else {
    await layToRest(tx, { callbackId, state: verdict.outcome, endpoint, attempts, since: endedAt })
  }
}

function rowOf({ due, request, answer, verdict, startedAt }: Attempt): CallbackAttemptRow {
  const answered = answer.kind === 'answered' ? answer : undefined
  const failure = verdict.outcome === 'delivered' ? undefined : verdict
  return {
    id: attemptId(due.callbackId, due.attempts + 1),
    started_at: startedAt,
    duration_ms: answer.durationMs,
    dns_ms: answer.timings.dnsMs,
    connect_ms: answer.timings.connectMs,
    tls_ms: answer.timings.tlsMs,
    first_byte_ms: answer.timings.firstByteMs,
    outcome: verdict.outcome,
    cause: failure?.cause ?? null,
    detail: failure?.detail ?? null,
    status: answered?.status ?? null,
    peer: answer.peer,
    request_headers: toJsonText(request.headers),
    response_headers: answered ? toJsonText(answered.headers) : null,
    response_body: answered?.body ?? null,
  }
}
