import type { Database, Transaction } from '../../db/database.ts'
import { toJsonText } from '../../db/json-text.ts'
import type { HealthChange } from '../endpoints/endpoint-book.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { saveHealth } from '../endpoints/endpoint-store.ts'
import type { AttemptResult } from './classify-response.ts'
import { distinctScopes, type Scope } from '../scope.ts'
import { attemptId, dequeue, enqueue, insertAttempt, layToRest, type DueCallback } from '../store.ts'
import type { CallbackAttemptRow } from '../tables.ts'
import type { CallbackRequest, TransportResponse } from '../transports/transport.ts'

export interface Attempt {
  /** The entry as it was taken from the queue. */
  readonly due: DueCallback
  readonly request: CallbackRequest
  readonly response: TransportResponse
  readonly result: AttemptResult
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

async function place(tx: Transaction, { due, result, endedAt }: Attempt): Promise<void> {
  const { callbackId, endpoint } = due
  const attempts = due.attempts + 1
  if (result.outcome === 'delivered') return
  if (result.outcome === 'retry') {
    const dueAt = endedAt + result.pauseMs
    await enqueue(tx, { dueAt, callbackId, attempts, failures: due.failures + 1 })
  } else {
    await layToRest(tx, { callbackId, state: result.outcome, endpoint, attempts, since: endedAt })
  }
}

function rowOf({ due, request, response, result, startedAt }: Attempt): CallbackAttemptRow {
  const answered = response.kind === 'answered' ? response : undefined
  const failure = result.outcome === 'delivered' ? undefined : result
  return {
    id: attemptId(due.callbackId, due.attempts + 1),
    started_at: startedAt,
    duration_ms: response.durationMs,
    dns_ms: response.timings.dnsMs,
    connect_ms: response.timings.connectMs,
    tls_ms: response.timings.tlsMs,
    first_byte_ms: response.timings.firstByteMs,
    outcome: result.outcome,
    cause: failure?.cause ?? null,
    detail: failure?.detail ?? null,
    status: answered?.status ?? null,
    peer: response.peer,
    request_headers: toJsonText(request.headers),
    response_headers: answered ? toJsonText(answered.headers) : null,
    response_body: answered?.body ?? null,
  }
}
