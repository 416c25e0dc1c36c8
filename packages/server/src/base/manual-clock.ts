import type { Clock } from './clock.ts'

/** A clock that advances only when a test says so. */
export class ManualClock implements Clock {
  #now: number

  constructor(now = Date.UTC(2024, 4, 6, 2)) {
    this.#now = now
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  advance(ms: number): void {
    this.#now += ms
  }
}
