import { z } from 'zod'
import type { AttemptJson } from '../../../api-schemas/callbacks.ts'
import { classifyResponse } from '../../../callbacks/delivery/classify-response.ts'
import { signedRequest } from '../../../callbacks/delivery/signed-request.ts'
import type { Callback } from '../../../callbacks/store.ts'
import {
  wasSent,
  type CallbackRequest,
  type TransportResponse,
} from '../../../callbacks/transports/transport.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'
import { serializeAnswer, serializeHeaders } from './serialize-callback.ts'
import { toIsoTime } from '../times.ts'

/** An address that an operator names. Where it leads is checked as for any callback. */
export const onceUrl = z.url({ protocol: /^https?$/, error: 'it must be an http or https URL' }).max(2_048)

interface SentOnce {
  readonly attempt: AttemptJson
  readonly sentTo?: string
}

/**
 * Sends a callback once, signed and guarded as any other, and records nothing. Throws ApiProblem while the service
 * stops.
 */
export async function sendOnce(
  {
    clock,
    ids,
    keys,
    transport,
    redirect,
  }: Pick<ApiContext, 'clock' | 'ids' | 'keys' | 'transport' | 'redirect'>,
  { callback, attempt }: { readonly callback: Callback; readonly attempt: number },
  signal: AbortSignal,
): Promise<SentOnce> {
  const startedAt = clock.now()
  const request = signedRequest(callback, { keys: keys(), now: startedAt, attempt, ids, redirect })
  const response = await transport.send(request, signal)
  if (response.kind === 'stopped') throw new ApiProblem('conflict', 'The service is about to stop.')
  return {
    attempt: { ...serializeSent({ request, response, startedAt }), number: attempt },
    ...(redirect && { sentTo: request.url }),
  }
}

interface Sent {
  readonly request: CallbackRequest
  readonly response: TransportResponse
  readonly startedAt: number
}

function serializeSent({ request, response, startedAt }: Sent): AttemptJson {
  const { result } = classifyResponse(response, { failures: 0, now: startedAt, jitter: 0 })
  const failure = result.outcome === 'delivered' ? undefined : result
  const answered = response.kind === 'answered' ? response : undefined
  return {
    number: 1,
    startedAt: toIsoTime(startedAt),
    durationMs: response.durationMs,
    timings: response.timings,
    outcome: result.outcome,
    cause: failure?.cause ?? null,
    detail: failure?.detail ?? null,
    status: answered?.status ?? null,
    peer: response.peer,
    requestHeaders: wasSent(response) ? { ...request.headers } : null,
    responseHeaders: answered ? serializeHeaders(answered.headers) : null,
    ...serializeAnswer(answered?.body),
  }
}
