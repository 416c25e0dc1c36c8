// @vitest-environment node
import { expect, test } from 'vitest'
import { chooseComparison } from './choose-comparison.ts'

test.each([
  ['sound', 'sound', 1, 'sound'],
  ['film', 'sound', 1, 'sound'],
  ['picture', 'picture', 1, 'pictures'],
  ['film', 'film', 1, 'films'],
  ['film', 'playlist', 1, 'films'],
  ['film', 'film', 3, undefined],
  ['film', 'picture', 1, 'snapshots'],
  ['film', 'picture', 40, 'snapshots'],
  ['picture', 'sound', 1, undefined],
  ['other', 'other', 1, undefined],
] as const)('%s and %s, %i of them, are compared as %s', (input, output, outputs, kind) => {
  expect(chooseComparison({ input, output, outputs })).toBe(kind)
})
