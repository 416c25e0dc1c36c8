// @vitest-environment node
import { expect, test } from 'vitest'
import { comparableParts, PART_BYTES, planParts } from './part-plan.ts'

const MIB = 1024 ** 2

test.each([
  ['nothing', 0, 1, 0],
  ['a small file', 5, 1, 5],
  ['just one part', PART_BYTES, 1, PART_BYTES],
  ['a byte more', PART_BYTES + 1, 2, 1],
  ['40 MB', 40_000_000, 5, 40_000_000 - 4 * PART_BYTES],
  ['a terabyte', 1e12, 9_935, 1e12 - 9_934 * 96 * MIB],
])('%s is sent in parts that follow each other', (_, size, count, last) => {
  const parts = planParts(size)
  expect(parts.length).toBe(count)
  expect(parts.every(({ number }, index) => number === index + 1)).toBe(true)
  expect(parts.every(({ from }, index) => from === (parts[index - 1]?.to ?? 0))).toBe(true)
  const { from = 0, to } = parts.at(-1) ?? {}
  expect([to, (to ?? 0) - from]).toEqual([size, last])
})

test('only parts as long as planned may be those of this file', () => {
  const plan = planParts(PART_BYTES + 10)
  const stored = [
    { number: 1, bytes: PART_BYTES, etag: 'a' },
    { number: 2, bytes: 11, etag: 'b' },
    { number: 3, bytes: 10, etag: 'c' },
  ]
  expect(comparableParts(plan, stored).map(({ etag }) => etag)).toEqual(['a'])
})
