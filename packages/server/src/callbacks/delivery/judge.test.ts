import { expect, test } from 'vitest'
import type { Answered } from '../transports/transport.ts'
import { judge } from './judge.ts'

const NOW = Date.parse('2026-05-06T10:00:00Z')

const EVIDENCE = {
  ...{ durationMs: 5, peer: '203.0.113.5:443', reused: false, body: new Uint8Array() },
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 5 },
} as const

function judged(status: number, headers: Answered['headers'] = {}) {
  return judge({ kind: 'answered', status, headers, ...EVIDENCE }, { failures: 0, now: NOW, dice: 0 })
}

test.each([
  [200, 'delivered', 'works'],
  [204, 'delivered', 'works'],
  [302, 'retry', 'refuses'],
  [400, 'retry', 'refuses'],
  [404, 'retry', 'refuses'],
  [408, 'retry', 'fails'],
  [425, 'retry', 'fails'],
  [429, 'retry', 'fails'],
  [500, 'retry', 'fails'],
  [503, 'retry', 'fails'],
])('%d: the callback is %s, and its bucket’s endpoints are told "%s"', (status, outcome, kind) => {
  expect(judged(status)).toMatchObject({
    verdict: { outcome },
    signs: { origin: { kind: 'works' }, bucket: { kind } },
  })
})

test('410 parks its own address and says nothing of its neighbours', () => {
  const { verdict, signs } = judged(410)
  expect(verdict.outcome).toBe('parked')
  expect(signs).toMatchObject({ origin: { kind: 'works' }, address: { kind: 'gone' } })
  expect(signs).not.toHaveProperty('bucket')
})

test.each([429, 503])('%d may ask for time, which is given', (status) => {
  const { verdict, signs } = judged(status, { 'retry-after': '7200' })
  expect(signs.bucket).toMatchObject({ kind: 'asks-for-time', pauseMs: 7_200_000 })
  expect(verdict).toMatchObject({ outcome: 'retry', pauseMs: 7_200_000 })
})
