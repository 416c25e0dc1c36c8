// @vitest-environment node
import { expect, test, vi } from 'vitest'
import { ApiError } from '../api/api-error.ts'
import { isPassing, waitAfter, withRetries } from './retry.ts'

vi.stubGlobal('addEventListener', () => undefined)
vi.stubGlobal('removeEventListener', () => undefined)

const lost = new ApiError(0, 'unreachable', 'The service does not answer.')

test('the pauses double, up to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map(waitAfter)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
})

test.each([
  [0, true],
  [503, true],
  [429, true],
  [401, false],
  [404, false],
  [409, false],
])('an answer of %i is tried again: %s', (status, passes) => {
  expect(isPassing(new ApiError(status, 'x', 'x'))).toBe(passes)
})

test('what fails for a while succeeds in the end, and says when it waits', async () => {
  vi.useFakeTimers()
  const said: (string | undefined)[] = []
  let tries = 0
  const action = () => (++tries < 3 ? Promise.reject(lost) : Promise.resolve(tries))
  const result = withRetries(action, new AbortController().signal, (reason) => said.push(reason))
  await vi.advanceTimersByTimeAsync(3_000)
  expect(await result).toBe(3)
  expect(said).toEqual([lost.message, lost.message, undefined])
  vi.useRealTimers()
})

test('a wait ends when it is given up', async () => {
  const leaving = new AbortController()
  const result = withRetries(
    () => Promise.reject(lost),
    leaving.signal,
    () => leaving.abort(),
  )
  await expect(result).rejects.toThrow('aborted')
})
