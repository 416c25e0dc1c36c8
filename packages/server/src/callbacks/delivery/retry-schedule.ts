const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * The pause after each failed attempt: close together while a receiver may only be restarting, then every 12 h, for
 * three days in all. It is a list and not a time limit, so that neither a clock that jumps nor days of downtime of
 * this service use up a callback's attempts.
 */
const PAUSES_MS: readonly number[] = [
  ...[5 * SECOND, 15 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[1 * HOUR, 3 * HOUR, 6 * HOUR],
  ...[12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR],
]

/** Callbacks that failed together must not come back together. */
const JITTER = 0.2

/** After this many failed attempts a callback is dead. */
export const MAX_ATTEMPTS = PAUSES_MS.length + 1

/**
 * How long to wait after failed attempt `number` (from 1), in ms; `undefined` when it was the last.
 * `dice` is in [0, 1).
 */
export function retryPause(number: number, dice: number): number | undefined {
  const pause = PAUSES_MS[number - 1]
  return pause === undefined ? undefined : Math.round(pause * (1 - JITTER + 2 * JITTER * dice))
}
