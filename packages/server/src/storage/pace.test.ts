import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { Pace } from './pace.ts'

const never = new AbortController().signal

// Timers may fire a little early, never late enough to matter here.
const EARLY_MS = 5

test('bytes take as long as the rate says, however they are cut', async () => {
  const pace = new Pace({ clock: systemClock, bytesPerSecond: 1_000_000 })
  const began = systemClock.monotonic()
  for (let turn = 0; turn < 30; turn += 1) await pace.spend(10_000, never)
  // The last pauses may be too short to be made.
  expect(systemClock.monotonic() - began).toBeGreaterThanOrEqual(280 - EARLY_MS)
})

test('work is followed by a rest that leaves it its share of the time', async () => {
  let now = 0
  const pace = new Pace({ clock: { now: () => now, monotonic: () => now }, bytesPerSecond: 1e9, share: 0.1 })
  now += 30
  const began = performance.now()
  await pace.spend(1, never)
  expect(performance.now() - began).toBeGreaterThanOrEqual(270 - EARLY_MS)
})

test('an abort ends the rest', async () => {
  const pace = new Pace({ clock: systemClock, bytesPerSecond: 1 })
  await pace.spend(1_000_000, AbortSignal.abort())
})
