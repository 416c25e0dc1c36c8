import { expect, test } from 'vitest'
import { endpointListSchema } from '../api-schemas/endpoints.ts'
import { isAnswer } from './answer.ts'

const endpoint = {
  endpoint: 'https://hooks.example.com:443',
  bucket: null,
  address: null,
  state: 'parked',
  failures: 1,
  since: '2026-01-31T18:00:00.000Z',
  pausedUntil: null,
  reason: 'answered 410',
  waiting: 2,
}
const answersWith = (changed: object): boolean =>
  isAnswer(endpointListSchema, { endpoints: [{ ...endpoint, ...changed }] })

test('the answer of a service of the same release is read', () => {
  expect(answersWith({})).toBe(true)
})

test('so is that of a later one, with more fields, more states and other bounds', () => {
  expect(answersWith({ throttledBy: 'operator' })).toBe(true)
  expect(answersWith({ state: 'throttled' })).toBe(true)
  expect(answersWith({ failures: -1 })).toBe(true)
})

test.each([{ state: 7 }, { state: null }, { failures: '1' }, { waiting: undefined }, { since: 0 }])(
  'an answer with %j is not one of the management API',
  (changed) => {
    expect(answersWith(changed)).toBe(false)
  },
)

test('neither is that of another service', () => {
  for (const other of [undefined, 'ok', [], {}, { endpoints: {} }]) {
    expect(isAnswer(endpointListSchema, other)).toBe(false)
  }
})
