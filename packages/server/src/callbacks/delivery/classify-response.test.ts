import { expect, test } from 'vitest'
import type { Answered } from '../transports/transport.ts'
import { classifyResponse } from './classify-response.ts'

const NOW = Date.parse('2026-05-06T10:00:00Z')

const EVIDENCE = {
  ...{ durationMs: 5, peer: '203.0.113.5:443', reused: false, body: new Uint8Array() },
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 5 },
} as const

function classify(status: number, headers: Answered['headers'] = {}) {
  const response = { kind: 'answered', status, headers, ...EVIDENCE } as const
  return classifyResponse(response, { failures: 0, now: NOW, jitter: 0 })
}

test.each([
  [200, 'delivered', 'success'],
  [204, 'delivered', 'success'],
  [302, 'retry', 'rejected'],
  [400, 'retry', 'rejected'],
  [404, 'retry', 'rejected'],
  [408, 'retry', 'failure'],
  [425, 'retry', 'failure'],
  [429, 'retry', 'failure'],
  [500, 'retry', 'failure'],
  [503, 'retry', 'failure'],
])('%d: the outcome is %s, and the signal for the bucket is %s', (status, outcome, kind) => {
  expect(classify(status)).toMatchObject({
    result: { outcome },
    signals: { origin: { kind: 'success' }, bucket: { kind } },
  })
})

test('410 parks its own address and says nothing about others', () => {
  const { result, signals } = classify(410)
  expect(result.outcome).toBe('parked')
  expect(signals).toMatchObject({ origin: { kind: 'success' }, address: { kind: 'gone' } })
  expect(signals).not.toHaveProperty('bucket')
})

test.each([429, 503])('%d with Retry-After pauses for that time', (status) => {
  const { result, signals } = classify(status, { 'retry-after': '7200' })
  expect(signals.bucket).toMatchObject({ kind: 'retry-after', pauseMs: 7_200_000 })
  expect(result).toMatchObject({ outcome: 'retry', pauseMs: 7_200_000 })
})
