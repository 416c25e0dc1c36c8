import type { SentAttempt } from './attempt.ts'
import type { SenderOptions } from './sender-options.ts'
import { signedRequest } from './signed-request.ts'
import type { Callback, DueCallback } from '../store.ts'

/**
 * Sends a callback once. Returns `undefined` when `signal` aborted the attempt: it stays in the journal, as the request
 * may have arrived.
 */
export async function sendAttempt(
  { clock, ids, keys, transport, journal, redirect }: SenderOptions,
  { due, callback }: { readonly due: DueCallback; readonly callback: Callback },
  signal: AbortSignal,
): Promise<SentAttempt | undefined> {
  const attempt = due.attempts + 1
  const startedAt = clock.now()
  const request = signedRequest(callback, { keys: keys(), now: startedAt, attempt, ids, redirect })
  const clearJournal = journal?.begin({ callbackId: due.callbackId, attempt, startedAt }) ?? (() => undefined)
  const response = await transport.send(request, signal)
  if (response.kind === 'stopped') return undefined
  const createdAt = callback.created_at
  return { due, request, response, createdAt, startedAt, endedAt: clock.now(), clearJournal }
}
