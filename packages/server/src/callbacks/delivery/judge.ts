import type { EndpointSignal, Signals } from '../endpoints/endpoint-signal.ts'
import { readRetryAfter } from './retry-after.ts'
import { retryPause } from './retry-schedule.ts'
import type { Answered, Confirmed, Failed, FailureCause } from '../transports/transport.ts'

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

export interface Judgement {
  readonly verdict: Verdict
  readonly signs: Signals
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

const WORKS = { kind: 'works' } as const

/** The signs of every attempt that went well. */
const ALL_WORKS: Signals = { origin: WORKS, bucket: WORKS, address: WORKS }

/**
 * A 2xx status line acknowledges, even when the body breaks off later, and so does a broker's confirm. 410 parks the
 * address; anything else is tried again while the schedule has a pause left.
 */
export function judge(answer: Answered | Confirmed | Failed, { failures, now, dice }: Tried): Judgement {
  if (answer.kind === 'confirmed' || isAcknowledged(answer))
    return { verdict: { outcome: 'delivered' }, signs: ALL_WORKS }
  const failure = failureOf(answer)
  const signs = signsOf(answer, failure, now)
  if (signs.address?.kind === 'gone') return { verdict: { outcome: 'parked', ...failure }, signs }
  const pauseMs = retryPause(failures + 1, dice)
  if (pauseMs === undefined) return { verdict: { outcome: 'dead', ...failure }, signs }
  const asked = signs.bucket?.kind === 'asks-for-time' ? signs.bucket.pauseMs : 0
  return { verdict: { outcome: 'retry', ...failure, pauseMs: Math.max(pauseMs, asked) }, signs }
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

/**
 * Whoever can name a path of a receiver chooses what it answers there. So an answer speaks for its own bucket alone, and
 * a 410 for its own address; only what goes wrong on the way to the receiver is the same for everybody.
 */
function signsOf(answer: Answered | Failed, { cause, detail: reason }: Failure, now: number): Signals {
  if (answer.kind === 'failed') {
    // The address is refused by this service, before anybody was asked.
    if (cause === 'refused-address') return { bucket: { kind: 'refuses', reason } }
    if (!answer.reached) return { origin: { kind: 'fails', reason } }
    return { origin: WORKS, bucket: { kind: 'fails', reason } }
  }
  if (answer.status === 410) return { origin: WORKS, address: { kind: 'gone', reason } }
  return { origin: WORKS, bucket: signOfStatus(answer, reason, now) }
}

function signOfStatus({ status, headers }: Answered, reason: string, now: number): EndpointSignal {
  if (status === 429 || status === 503) {
    const pauseMs = readRetryAfter(headers['retry-after'], now)
    if (pauseMs !== undefined) return { kind: 'asks-for-time', pauseMs, reason }
  }
  return { kind: status >= 500 || NOT_NOW.has(status) ? 'fails' : 'refuses', reason }
}
