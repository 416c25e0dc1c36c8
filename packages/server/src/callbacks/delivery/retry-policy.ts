const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * The pause after each failed attempt: short while a receiver may only be restarting, then 12 h, three days in all. It
 * is a list and not a time limit: a clock that jumps or days of downtime use up no attempts.
 */
const BACKOFF_MS: readonly number[] = [
  ...[5 * SECOND, 15 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[1 * HOUR, 3 * HOUR, 6 * HOUR],
  ...[12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR],
]

/** The share of a pause by which jitter makes it shorter or longer, so that callbacks do not retry together. */
const JITTER = 0.2

/** After this many failed attempts a callback is dead. */
export const MAX_ATTEMPTS = BACKOFF_MS.length + 1

/** A receiver that asks for a longer pause is tried again after a day, because its reason may have gone. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR

/**
 * Returns the pause after failed attempt `number` (from 1), in ms; `undefined` when it was the last.
 * `jitter` is a random number in [0, 1).
 */
export function backoff(number: number, jitter: number): number | undefined {
  const pause = BACKOFF_MS[number - 1]
  return pause === undefined ? undefined : Math.round(pause * (1 - JITTER + 2 * JITTER * jitter))
}

/**
 * Returns the pause that a `Retry-After` header asks for, in ms, at most 24 h. The header has seconds or a date
 * (RFC 9110 §10.2.3). `undefined` when it has neither, or a time that has passed.
 */
export function parseRetryAfter(
  value: string | readonly string[] | undefined,
  now: number,
): number | undefined {
  const text = (typeof value === 'string' ? value : value?.[0])?.trim()
  if (text === undefined || text === '') return undefined
  const pause = /^\d+$/.test(text) ? Number(text) * SECOND : parseHttpDate(text) - now
  return pause > 0 ? Math.min(pause, MAX_RETRY_AFTER_MS) : undefined
}

/** Accepts only the form that RFC 9110 tells servers to send: `Date.parse` alone would read "-5" as a year. */
function parseHttpDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : NaN
}
