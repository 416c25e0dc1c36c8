import { expect, test } from 'vitest'
import { SampleQueue } from './sample-queue.ts'

test('samples come out in their order, however they are pushed and taken', () => {
  const queue = new SampleQueue()
  const sent: number[] = []
  const got: number[] = []
  for (let round = 0; round < 200; round++) {
    const some = Float32Array.from({ length: (round * 7_919) % 1_500 }, (_, n) => sent.length + n)
    sent.push(...some)
    queue.push(some)
    got.push(...queue.take((round * 104_729) % 1_700))
    expect(queue.length).toBe(sent.length - got.length)
  }
  got.push(...queue.take(Infinity))
  expect(got).toEqual(sent)
  expect(queue.take(1)).toHaveLength(0)
})
