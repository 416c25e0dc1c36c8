import { expect, test } from 'vitest'
import { stateOfAttempt } from './attempt-state.ts'

test('only the newest attempt of a callback that waits says that it is retried', () => {
  const waiting = { state: 'pending', attempts: 3 } as const
  expect(stateOfAttempt({ number: 3, outcome: 'retry' }, waiting)).toBe('retry')
  expect(stateOfAttempt({ number: 2, outcome: 'retry' }, waiting)).toBe('Failed')
  const delivered = { state: 'delivered', attempts: 3 } as const
  expect(stateOfAttempt({ number: 3, outcome: 'retry' }, delivered)).toBe('Failed')
})

test('an attempt after which a callback was given up says so until it is sent again', () => {
  const last = { number: 2, outcome: 'dead' } as const
  expect(stateOfAttempt(last, { state: 'dead', attempts: 2 })).toBe('dead')
  expect(stateOfAttempt(last, { state: 'pending', attempts: 2 })).toBe('Failed')
})

test('what was delivered stays delivered', () => {
  const first = { number: 1, outcome: 'delivered' } as const
  expect(stateOfAttempt(first, { state: 'pending', attempts: 2 })).toBe('delivered')
})
