export const MINUTE_MS = 60_000

/** Of a time in ms since 1970. */
export const minuteOf = (time: number): number => Math.floor(time / MINUTE_MS)
