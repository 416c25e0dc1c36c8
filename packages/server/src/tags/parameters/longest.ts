/** Longer than any recording, seconds. */
export const LONGEST_S = 10_000_000
