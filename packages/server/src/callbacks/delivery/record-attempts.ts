import type { Database, Transaction } from '../../db/database.ts'
import { toJsonText } from '../../db/json-text.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { saveHealth } from '../endpoints/endpoint-store.ts'
import { distinctScopes, type Scope } from '../scope.ts'
import type { Attempt } from './attempt.ts'
import { archiveCallback, attemptId, dequeue, enqueue, insertAttempt } from '../store.ts'
import type { CallbackAttemptRow } from '../tables.ts'
import { wasSent } from '../transports/transport.ts'

/**
 * One transaction for many attempts: inserts their evidence, moves their callbacks, and saves the health of the scopes
 * that they changed. The health is read when it is written, because an operator may have changed it since.
 */
export function recordAttempts(
  db: Database,
  attempts: readonly Attempt[],
  healthOf: (scope: Scope) => EndpointHealth | undefined,
): Promise<void> {
  return db.transact(async (tx) => {
    for (const attempt of attempts) {
      await insertAttempt(tx, rowOf(attempt))
      if (await dequeue(tx, attempt.due)) await requeueOrArchive(tx, attempt)
    }
    const changed = attempts.flatMap(({ changes }) => changes.map(({ scope }) => scope))
    for (const scope of distinctScopes(changed)) await saveHealth(tx, scope, healthOf(scope))
  })
}

async function requeueOrArchive(tx: Transaction, { due, result, endedAt }: Attempt): Promise<void> {
  const { callbackId, endpoint } = due
  const attempts = due.attempts + 1
  if (result.outcome === 'delivered') return
  if (result.outcome === 'retry') {
    const dueAt = endedAt + result.pauseMs
    await enqueue(tx, { dueAt, callbackId, attempts, failures: due.failures + 1 })
  } else {
    await archiveCallback(tx, { callbackId, state: result.outcome, endpoint, attempts, since: endedAt })
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
    request_headers: wasSent(response) ? toJsonText(request.headers) : null,
    response_headers: answered ? toJsonText(answered.headers) : null,
    response_body: answered?.body ?? null,
  }
}
