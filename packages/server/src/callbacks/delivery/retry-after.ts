/** A receiver that asks for longer is asked again after a day: what it wanted may have changed. */
export const MAX_RETRY_AFTER_MS = 24 * 60 * 60_000

/**
 * How long the header `Retry-After` asks to wait, in ms: seconds or a date (RFC 9110 §10.2.3), at most 24 h.
 * `undefined` when it says neither, or a time that has passed.
 */
export function readRetryAfter(
  value: string | readonly string[] | undefined,
  now: number,
): number | undefined {
  const text = (typeof value === 'string' ? value : value?.[0])?.trim()
  if (text === undefined || text === '') return undefined
  const wanted = /^\d+$/.test(text) ? Number(text) * 1_000 : readDate(text) - now
  return wanted > 0 ? Math.min(wanted, MAX_RETRY_AFTER_MS) : undefined
}

/** Only the form that RFC 9110 tells servers to send: `Date.parse` alone would take "-5" for a year. */
function readDate(text: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)
    ? Date.parse(text)
    : NaN
}
