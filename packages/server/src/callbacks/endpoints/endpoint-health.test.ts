import { expect, test } from 'vitest'
import { healthAfter, PARK_AFTER_MS, type EndpointHealth } from './endpoint-health.ts'
import type { EndpointSignal } from './endpoint-signal.ts'

const failure: EndpointSignal = { kind: 'failure', reason: 'answered 500' }
const rejected: EndpointSignal = { kind: 'rejected', reason: 'answered 404' }

/** Returns the health of an endpoint after these signals, each `stepMs` after the last. */
function after(signals: readonly EndpointSignal[], stepMs: number): EndpointHealth | undefined {
  let health: EndpointHealth | undefined
  signals.forEach((signal, at) => {
    health = healthAfter(health, signal, at * stepMs)
  })
  return health
}

const times = (count: number, signal: EndpointSignal): EndpointSignal[] =>
  Array.from({ length: count }, () => signal)

test('a few failures are counted, and a success resets them', () => {
  expect(after(times(4, failure), 10)).toEqual({
    state: 'failing',
    failures: 4,
    since: 0,
    reason: 'answered 500',
  })
  expect(after([...times(4, failure), { kind: 'success' }], 10)).toBeUndefined()
})

test('an outage pauses the endpoint, longer each time a probe fails, up to five minutes', () => {
  const pauses: number[] = []
  let health: EndpointHealth | undefined
  let now = 0
  for (let round = 0; round < 16; round += 1) {
    health = healthAfter(health, failure, now)
    if (health?.state !== 'paused') continue
    pauses.push(health.pauseMs)
    now = health.pausedUntil
  }
  expect(pauses.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
  expect(pauses.at(-1)).toBe(300_000)
})

test('attempts in flight when a pause began do not make it longer', () => {
  expect(after(times(50, failure), 1)).toMatchObject({ state: 'paused', pausedUntil: 1_004, failures: 50 })
})

test('a success in flight does not end a pause, and one after it does', () => {
  const retryAfter: EndpointSignal = { kind: 'retry-after', pauseMs: 7_000, reason: 'answered 429' }
  const paused = healthAfter(undefined, retryAfter, 0)
  expect(healthAfter(paused, { kind: 'success' }, 6_999)).toBe(paused)
  expect(healthAfter(paused, { kind: 'success' }, 7_000)).toBeUndefined()
})

test('a receiver that rejects single callbacks is not paused', () => {
  expect(after(times(50, rejected), 1)).toMatchObject({ state: 'failing', failures: 50 })
})

test('Retry-After pauses at once, and 410 parks until an operator resumes', () => {
  const retryAfter: EndpointSignal = { kind: 'retry-after', pauseMs: 7_000, reason: 'answered 429' }
  expect(after([retryAfter], 1)).toMatchObject({ state: 'paused', pausedUntil: 7_000 })
  const gone: EndpointSignal = { kind: 'gone', reason: 'answered 410' }
  expect(after([gone, { kind: 'success' }, failure, retryAfter], 1)).toMatchObject({
    state: 'parked',
    reason: 'answered 410',
  })
})

test('an endpoint without a success for three days is parked', () => {
  const signals = [...times(3, rejected), ...times(20, failure)]
  expect(after(signals, PARK_AFTER_MS / 22 - 1)?.state).toBe('paused')
  expect(after(signals, PARK_AFTER_MS / 22)?.state).toBe('parked')
})
