// @vitest-environment node
import { expect, test } from 'vitest'
import { spansOf } from './attempt-spans.ts'

test('the wait for the first byte begins after the connection, and ends at the time of the first byte', () => {
  expect(spansOf({ dnsMs: 10, connectMs: 20, tlsMs: 30, firstByteMs: 100 })).toEqual([
    { step: 'dnsMs', fromMs: 0, ms: 10 },
    { step: 'connectMs', fromMs: 10, ms: 20 },
    { step: 'tlsMs', fromMs: 30, ms: 30 },
    { step: 'firstByteMs', fromMs: 60, ms: 40 },
  ])
})

test('on a connection that is there, all of the time is the wait for the first byte', () => {
  expect(spansOf({ dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 7 })).toEqual([
    { step: 'firstByteMs', fromMs: 0, ms: 7 },
  ])
})

test('steps whose rounded times exceed that of the first byte leave nothing to wait for', () => {
  expect(spansOf({ dnsMs: null, connectMs: 2, tlsMs: null, firstByteMs: 1 }).at(-1)).toEqual({
    step: 'firstByteMs',
    fromMs: 2,
    ms: 0,
  })
})
