import { expect, test } from 'vitest'
import { ReadBuffers } from './read-buffers.ts'

const KIBIBYTE = 1024

test('a few readers read large chunks, and thousands hold some megabytes and all get one', () => {
  const buffers = new ReadBuffers()
  const sizes = Array.from({ length: 2_000 }, () => buffers.take(2 ** 30))
  expect(sizes.slice(0, 40)).toEqual(Array(40).fill(256 * KIBIBYTE))
  expect(Math.min(...sizes)).toBe(8 * KIBIBYTE)
  expect(buffers.held).toBeLessThan(35 * KIBIBYTE * KIBIBYTE)
  for (const size of sizes) buffers.giveBack(size)
  expect(buffers.held).toBe(0)
})

test('no reader holds more than it wants', () => {
  expect(new ReadBuffers().take(5)).toBe(5)
})

test('they read in turn, a few at once, and one that fails makes room for the next', async () => {
  const buffers = new ReadBuffers()
  let reading = 0
  let most = 0
  const order: number[] = []
  const all = Array.from({ length: 40 }, (_, at) =>
    buffers.inTurn(async () => {
      most = Math.max(most, (reading += 1))
      order.push(at)
      await Promise.resolve()
      reading -= 1
      if (at % 3 === 0) throw new Error('a bad disk')
    }),
  )
  const ends = await Promise.allSettled(all)
  expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(14)
  expect(order).toEqual([...Array(40).keys()])
  expect(most).toBe(8)
  await buffers.inTurn(() => Promise.resolve())
})
