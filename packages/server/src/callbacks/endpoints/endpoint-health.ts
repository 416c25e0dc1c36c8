import type { EndpointSignal } from './endpoint-signal.ts'

/** How a scope in trouble is doing; one that works has no health to speak of. Times are ms since 1970. */
export type EndpointHealth =
  | (Trouble & { readonly state: 'failing' | 'parked' })
  | (Trouble & {
      readonly state: 'paused'
      readonly pausedUntil: number
      /** How long the pause is: the next one, if it is the service that pauses, is longer. */
      readonly pauseMs: number
    })

interface Trouble {
  /** Failed attempts since one last succeeded. */
  readonly failures: number
  /** The first of these, or when an operator parked it. */
  readonly since: number
  readonly reason: string
  /** An operator said so: it stands until its time is over, and is not forgotten to make room for others. */
  readonly byOperator?: true
}

/** So many failures in a row are an outage: from then on one callback at a time is tried, not each of them. */
const OUTAGE_AFTER = 5
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000

/** An endpoint without one success for so long is parked: nothing is lost, and somebody must look at it. */
export const PARK_AFTER_MS = 3 * 24 * 60 * 60_000

/** What `signal`, seen at `now`, makes of a scope; `undefined` when it works. */
export function healthAfter(
  health: EndpointHealth | undefined,
  signal: EndpointSignal,
  now: number,
): EndpointHealth | undefined {
  if (signal.kind === 'success') return isSpokenFor(health, now) ? health : undefined
  const trouble = {
    failures: (health?.failures ?? 0) + 1,
    since: health?.since ?? now,
    reason: signal.reason,
  }
  if (health?.state === 'parked') return { ...health, failures: trouble.failures }
  if (signal.kind === 'gone') return { ...trouble, state: 'parked' }
  // What was under way when an operator paused can't make the pause shorter.
  if (health?.byOperator && isSpokenFor(health, now)) return { ...health, failures: trouble.failures }
  if (now - trouble.since >= PARK_AFTER_MS) {
    return { ...trouble, state: 'parked', reason: `no success for three days, at last: ${signal.reason}` }
  }
  const pauseMs = pauseAfter(health, signal, trouble.failures, now)
  if (pauseMs !== undefined) return { ...trouble, state: 'paused', pausedUntil: now + pauseMs, pauseMs }
  return health?.state === 'paused' ? { ...health, ...trouble } : { ...trouble, state: 'failing' }
}

/** An answer that was under way when the endpoint was parked, or paused until later, changes nothing about that. */
function isSpokenFor(health: EndpointHealth | undefined, now: number): boolean {
  return health?.state === 'parked' || (health?.state === 'paused' && now < health.pausedUntil)
}

/** How long to pause from now on; `undefined` leaves things as they are. */
function pauseAfter(
  health: EndpointHealth | undefined,
  signal: EndpointSignal,
  failures: number,
  now: number,
): number | undefined {
  if (signal.kind === 'retry-after') return signal.pauseMs
  if (signal.kind !== 'failure' || failures < OUTAGE_AFTER) return undefined
  if (health?.state !== 'paused') return FIRST_PAUSE_MS
  // Others that were under way when the pause began fail with it, and must not make it longer.
  return now < health.pausedUntil
    ? undefined
    : Math.min(Math.max(health.pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS)
}
