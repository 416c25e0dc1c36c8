import { readRetryAfter } from './retry-after.ts'
import { retryPause } from './retry-schedule.ts'
import type { Answered, Confirmed, Failed, FailureCause } from './transports/transport.ts'

interface Failure {
  readonly cause: FailureCause
  /** One sentence for the operator. */
  readonly detail: string
}

/** What follows from an attempt for its callback. */
export type Verdict =
  | { readonly outcome: 'delivered' }
  | (Failure & {
      readonly outcome: 'retry'
      /** From the end of the attempt, in ms. */
      readonly pauseMs: number
    })
  | (Failure & { readonly outcome: 'parked' | 'dead' })

/** What an attempt tells about the endpoint, whatever becomes of the callback. */
export type EndpointSign =
  | { readonly kind: 'works' }
  /** It answered, and did not want this callback: others may fare better. */
  | { readonly kind: 'refuses'; readonly reason: string }
  /** No answer, or one that says it can't serve now: others would fare no better. */
  | { readonly kind: 'fails'; readonly reason: string }
  | { readonly kind: 'asks-for-time'; readonly pauseMs: number; readonly reason: string }
  /** It wants no callback any more. */
  | { readonly kind: 'gone'; readonly reason: string }

export interface Judgement {
  readonly verdict: Verdict
  readonly sign: EndpointSign
}

export interface Tried {
  /** Failures before this attempt that used up a pause of the schedule. */
  readonly failures: number
  /** The end of the attempt, ms since 1970. */
  readonly now: number
  /** In [0, 1). */
  readonly dice: number
}

/** Answers that say "not now" to whatever was asked: request timeout, too early, too many requests. */
const NOT_NOW = new Set([408, 425, 429])

/**
 * A 2xx status line acknowledges, even when the body breaks off later, and so does a broker's confirm. 410 parks the
 * endpoint; anything else is tried again while the schedule has a pause left.
 */
export function judge(answer: Answered | Confirmed | Failed, { failures, now, dice }: Tried): Judgement {
  if (answer.kind === 'confirmed' || isAcknowledged(answer))
    return { verdict: { outcome: 'delivered' }, sign: { kind: 'works' } }
  const failure = failureOf(answer)
  const sign = signOf(answer, failure, now)
  if (sign.kind === 'gone') return { verdict: { outcome: 'parked', ...failure }, sign }
  const pauseMs = retryPause(failures + 1, dice)
  if (pauseMs === undefined) return { verdict: { outcome: 'dead', ...failure }, sign }
  const asked = sign.kind === 'asks-for-time' ? sign.pauseMs : 0
  return { verdict: { outcome: 'retry', ...failure, pauseMs: Math.max(pauseMs, asked) }, sign }
}

function isAcknowledged(answer: Answered | Failed): boolean {
  return answer.kind === 'answered' && answer.status >= 200 && answer.status <= 299
}

function failureOf(answer: Answered | Failed): Failure {
  if (answer.kind === 'failed') return { cause: answer.cause, detail: answer.detail }
  const redirect = answer.status >= 300 && answer.status <= 399
  const detail = `answered ${answer.status}${redirect ? '; redirects are not followed' : ''}`
  return { cause: 'status', detail }
}

function signOf(answer: Answered | Failed, { cause, detail: reason }: Failure, now: number): EndpointSign {
  // The address is refused by this service, before anybody was asked.
  if (answer.kind === 'failed') return { kind: cause === 'refused-address' ? 'refuses' : 'fails', reason }
  const { status, headers } = answer
  if (status === 410) return { kind: 'gone', reason }
  if (status === 429 || status === 503) {
    const pauseMs = readRetryAfter(headers['retry-after'], now)
    if (pauseMs !== undefined) return { kind: 'asks-for-time', pauseMs, reason }
  }
  return { kind: status >= 500 || NOT_NOW.has(status) ? 'fails' : 'refuses', reason }
}
