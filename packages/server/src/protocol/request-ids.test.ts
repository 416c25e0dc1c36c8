import { expect, test } from 'vitest'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { createRequestIds, traceIdOf } from './request-ids.ts'

const ids = createIds(systemClock)

test('a request id is the base64 of the time, the process and a counter', () => {
  const next = createRequestIds({ ...systemClock, now: () => 0x62f3292d * 1000 + 400 }, ids)
  const decoded = [next(), next()].map((id) => Buffer.from(id, 'base64').toString())
  expect(decoded[0]).toMatch(/^62f3292d_[0-9a-f]{8}_[0-9a-f]{4}_1$/)
  expect(decoded[1]).toMatch(/_2$/)
})

test('two processes never give the same request id', () => {
  const [one, other] = [createRequestIds(systemClock, ids), createRequestIds(systemClock, ids)]
  expect(one()).not.toBe(other())
})

test('a trace id holds its request id', () => {
  expect(Buffer.from(traceIdOf('abc='), 'base64').toString()).toBe('trace_abc=')
})
