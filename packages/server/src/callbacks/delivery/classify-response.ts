import type { EndpointSignal, Signals } from '../endpoints/endpoint-signal.ts'
import { backoff, parseRetryAfter } from './retry-policy.ts'
import type { Answered, Failed, Failure, TransportResponse } from '../transports/transport.ts'

/** What an attempt means for its callback. */
export type AttemptResult =
  | { readonly outcome: 'delivered' }
  | (Failure & {
      readonly outcome: 'retry'
      /** From the end of the attempt, in ms. */
      readonly pauseMs: number
    })
  | (Failure & { readonly outcome: 'parked' | 'dead' })

/** These 4xx say that the receiver can't serve now, whatever was requested: timeout, too early, too many requests. */
const TEMPORARY_4XX = new Set([408, 425, 429])

const SUCCESS = { kind: 'success' } as const

export interface ClassifyOptions {
  /** The failed attempts before this one that used up a pause. */
  readonly failures: number
  /** The end of the attempt, ms since 1970. */
  readonly now: number
  /** A random number in [0, 1). */
  readonly jitter: number
  /** The pauses after failed attempts; the usual ones when left out. */
  readonly retryPausesMs?: readonly number[] | undefined
}

/**
 * Returns what a response means for its callback, and for the endpoints that it came from. A broker's confirm or a 2xx
 * status line acknowledges, even when the body is incomplete. 410 parks the address. Anything else is tried again until
 * the retry policy has no pause left.
 */
export function classifyResponse(
  response: TransportResponse,
  { failures, now, jitter, retryPausesMs }: ClassifyOptions,
): { readonly result: AttemptResult; readonly signals: Signals } {
  if (response.kind === 'confirmed' || isAcknowledged(response)) {
    return {
      result: { outcome: 'delivered' },
      signals: { origin: SUCCESS, bucket: SUCCESS, address: SUCCESS },
    }
  }
  const failure = failureOf(response)
  const signals = signalsOf(response, failure, now)
  if (signals.address?.kind === 'gone') return { result: { outcome: 'parked', ...failure }, signals }
  const pauseMs = backoff(failures + 1, jitter, retryPausesMs)
  if (pauseMs === undefined) return { result: { outcome: 'dead', ...failure }, signals }
  const retryAfterMs = signals.bucket?.kind === 'retry-after' ? signals.bucket.pauseMs : 0
  return { result: { outcome: 'retry', ...failure, pauseMs: Math.max(pauseMs, retryAfterMs) }, signals }
}

export function isAcknowledged(response: TransportResponse): boolean {
  if (response.kind === 'answered') return response.status >= 200 && response.status <= 299
  return response.kind === 'confirmed'
}

function failureOf(response: Answered | Failed): Failure {
  if (response.kind === 'failed') return { cause: response.cause, detail: response.detail }
  const isRedirect = response.status >= 300 && response.status <= 399
  const detail = `answered ${response.status}${isRedirect ? '; redirects are not followed' : ''}`
  return { cause: 'status', detail }
}

/**
 * Every client that may submit a job chooses a URL, and so what a receiver answers there. So a response counts for its
 * own bucket only, and a 410 for its own address. Only what fails before the request (DNS, connect, TLS) is the same
 * for all buckets.
 */
function signalsOf(response: Answered | Failed, { cause, detail: reason }: Failure, now: number): Signals {
  if (response.kind === 'failed') {
    // This service refused the address: nothing is known about the receiver.
    if (cause === 'refused-address') return { bucket: { kind: 'rejected', reason } }
    if (!response.reached) return { origin: { kind: 'failure', reason } }
    return { origin: SUCCESS, bucket: { kind: 'failure', reason } }
  }
  if (response.status === 410) return { origin: SUCCESS, address: { kind: 'gone', reason } }
  return { origin: SUCCESS, bucket: statusSignal(response, reason, now) }
}

function statusSignal({ status, headers }: Answered, reason: string, now: number): EndpointSignal {
  if (status === 429 || status === 503) {
    const pauseMs = parseRetryAfter(headers['retry-after'], now)
    if (pauseMs !== undefined) return { kind: 'retry-after', pauseMs, reason }
  }
  return { kind: status >= 500 || TEMPORARY_4XX.has(status) ? 'failure' : 'rejected', reason }
}
