import { expect, test } from 'vitest'
import { ReadBuffers } from './read-buffers.ts'

const KIBIBYTE = 1024

test('a few readers read large chunks, and thousands hold some megabytes and all get one', () => {
  const buffers = new ReadBuffers()
  const sizes = Array.from({ length: 2_000 }, () => buffers.take(2 ** 30))
  expect(sizes.slice(0, 40)).toEqual(Array(40).fill(256 * KIBIBYTE))
  expect(Math.min(...sizes)).toBe(16 * KIBIBYTE)
  expect(buffers.held).toBeLessThan(50 * KIBIBYTE * KIBIBYTE)
  for (const size of sizes) buffers.giveBack(size)
  expect(buffers.held).toBe(0)
})

test('no reader holds more than it wants', () => {
  expect(new ReadBuffers().take(5)).toBe(5)
})
