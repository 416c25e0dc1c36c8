import { expect, test } from 'vitest'
import { ofBucket } from '../../scope.ts'
import { Admission } from './admission.ts'
import { DEFAULT_LIMITS } from './scheduler.ts'

const ROUTE = { endpoint: 'https://a.example', bucketName: 'media-1250000000' }
const DUE = { ...ROUTE, callbackId: 1, dueAt: 0, attempts: 0, failures: 0 }
const URL_OF_DUE = 'https://a.example/cb'
const PAUSE_MS = 60_000

/** Returns an admission with an endpoint that asked for a pause at `now`. */
function paused(now: number): Admission {
  const admission = new Admission(DEFAULT_LIMITS)
  const retryAfter = { kind: 'retry-after', pauseMs: PAUSE_MS, reason: 'answered 429' } as const
  admission.observe({ due: DUE, url: URL_OF_DUE }, { bucket: retryAfter }, now)
  return admission
}

test('a callback to a paused endpoint is sent when the pause has ended, and not before', () => {
  const admission = paused(1_000)
  admission.add(DUE)
  admission.endPauses(1_000 + PAUSE_MS - 1)
  expect(admission.take()).toBeUndefined()
  admission.endPauses(admission.nextPauseEnd())
  expect(admission.take()?.due).toEqual(DUE)
})

test('a pause ends as much earlier as the clock was set back', () => {
  const now = 10_000_000
  const admission = paused(now)
  expect(admission.nextPauseEnd()).toBe(now + PAUSE_MS)
  admission.shift(3_600_000)
  expect(admission.nextPauseEnd()).toBe(now + PAUSE_MS - 3_600_000)
  expect(admission.healthOf(ofBucket(ROUTE))).toMatchObject({ state: 'paused' })
})
