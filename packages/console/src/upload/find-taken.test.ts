// @vitest-environment node
import { expect, test } from 'vitest'
import { firstFree } from './find-taken.ts'

test.each([
  ['in/talk.wav', [], 'in/talk (1).wav'],
  ['in/talk.wav', ['in/talk (1).wav'], 'in/talk (2).wav'],
  ['v1.2/README', [], 'v1.2/README (1)'],
  ['.hidden', [], '.hidden (1)'],
])('%s beside %j becomes %s', async (key, taken: readonly string[], free) => {
  expect(await firstFree(key, (each) => Promise.resolve(taken.includes(each)))).toBe(free)
})
