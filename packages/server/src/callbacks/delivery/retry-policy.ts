const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * The pause after each failed attempt: short while a receiver may only be restarting, then 12 h, three days in all. It
 * is a list and not a time limit: a clock that jumps or days of downtime use up no attempts.
 */
export const RETRY_PAUSES_MS: readonly number[] = [
  ...[5 * SECOND, 15 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE],
  ...[1 * HOUR, 3 * HOUR, 6 * HOUR],
  ...[12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR],
]

const MOST_PAUSES = 100
/** Milliseconds */
const PAUSE_RANGE = { least: 50, most: 24 * HOUR }

/** The share of a pause by which jitter makes it shorter or longer, so that callbacks do not retry together. */
const JITTER = 0.2

/** A receiver that asks for a longer pause is tried again after a day, because its reason may have gone. */
export const MAX_RETRY_AFTER_MS = 24 * HOUR

/** Reads a comma list of seconds. Returns ms; throws what is wrong with it. */
export function parseRetryPauses(text: string): readonly number[] {
  const pauses = text.split(',').map((seconds) => (seconds.trim() === '' ? NaN : Number(seconds) * SECOND))
  const isAllowed = (ms: number): boolean => ms >= PAUSE_RANGE.least && ms <= PAUSE_RANGE.most
  if (pauses.length > MOST_PAUSES || !pauses.every(isAllowed))
    throw new Error(
      `it must be a comma list of at most ${MOST_PAUSES} numbers of seconds, each from .05 to 86400`,
    )
  return pauses
}

/**
 * Returns the pause after failed attempt `number` (from 1), in ms; `undefined` when it was the last.
 * `jitter` is a random number in [0, 1).
 */
export function backoff(number: number, jitter: number, pausesMs = RETRY_PAUSES_MS): number | undefined {
  const pause = pausesMs[number - 1]
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
