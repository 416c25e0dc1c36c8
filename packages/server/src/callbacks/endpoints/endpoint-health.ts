import type { EndpointSignal } from './endpoint-signal.ts'

/** The health of a scope that has failed; one that works has none. Times are ms since 1970. */
export type EndpointHealth =
  | (HealthBase & { readonly state: 'failing' | 'parked' })
  | (HealthBase & {
      readonly state: 'paused'
      readonly pausedUntil: number
      /** The length of the pause. If it was set because of an outage, the next one is longer. */
      readonly pauseMs: number
    })

interface HealthBase {
  /** Failed attempts since the last success. */
  readonly failures: number
  /** The first of these, or when an operator paused or parked it. */
  readonly since: number
  readonly reason: string
  /** Set by an operator: it stays until its time is over, and is never evicted. */
  readonly byOperator?: true
}

/** This many failures in a row are an outage: from then on one callback at a time is tried. */
const OUTAGE_AFTER = 5
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 5 * 60_000

/** After this time without a success an endpoint is parked: its callbacks are kept, and an operator must look at it. */
export const PARK_AFTER_MS = 3 * 24 * 60 * 60_000

/** Returns the health of a scope after `signal` at `now`; `undefined` when it works. */
export function healthAfter(
  health: EndpointHealth | undefined,
  signal: EndpointSignal,
  now: number,
): EndpointHealth | undefined {
  if (signal.kind === 'success') return isStopped(health, now) ? health : undefined
  const failed = { failures: (health?.failures ?? 0) + 1, since: health?.since ?? now, reason: signal.reason }
  if (health?.state === 'parked') return { ...health, failures: failed.failures }
  if (signal.kind === 'gone') return { ...failed, state: 'parked' }
  // An attempt that was in flight when an operator paused must not shorten the pause.
  if (health?.byOperator && isStopped(health, now)) return { ...health, failures: failed.failures }
  if (now - failed.since >= PARK_AFTER_MS) {
    return { ...failed, state: 'parked', reason: `no success for three days, at last: ${signal.reason}` }
  }
  const pauseMs = nextPause({ health, signal, failures: failed.failures }, now)
  if (pauseMs !== undefined) return { ...failed, state: 'paused', pausedUntil: now + pauseMs, pauseMs }
  return health?.state === 'paused' ? { ...health, ...failed } : { ...failed, state: 'failing' }
}

/** Whether it is parked or paused now. An attempt that was in flight when that began does not end it. */
function isStopped(health: EndpointHealth | undefined, now: number): boolean {
  return health?.state === 'parked' || (health?.state === 'paused' && now < health.pausedUntil)
}

/** Returns the length of a pause that begins now, in ms; `undefined` when none begins. */
function nextPause(
  {
    health,
    signal,
    failures,
  }: { health: EndpointHealth | undefined; signal: EndpointSignal; failures: number },
  now: number,
): number | undefined {
  if (signal.kind === 'retry-after') return signal.pauseMs
  if (signal.kind !== 'failure' || failures < OUTAGE_AFTER) return undefined
  if (health?.state !== 'paused') return FIRST_PAUSE_MS
  // Attempts that were in flight when the pause began fail, too, and must not lengthen it.
  return now < health.pausedUntil
    ? undefined
    : Math.min(Math.max(health.pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS)
}
