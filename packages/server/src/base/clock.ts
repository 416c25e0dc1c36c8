/** The only source of time. `now` is wall-clock ms since 1970; `monotonic` is ms that never step back. */
export interface Clock {
  now(): number
  monotonic(): number
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
}
