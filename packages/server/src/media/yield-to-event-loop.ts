import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'

const INTERVAL_MS = 50

/**
 * Returns a function that yields to the event loop, at most once in 50 ms. Native memory that was garbage collected is only
 * freed in a turn of the event loop, so a synchronous loop over a long file would grow without end. A closed channel is
 * noticed there as well.
 */
export function createEventLoopYield(clock: Clock): () => Promise<void> {
  let lastMs = clock.monotonic()
  return async () => {
    if (clock.monotonic() - lastMs < INTERVAL_MS) return
    await setImmediate()
    lastMs = clock.monotonic()
  }
}
