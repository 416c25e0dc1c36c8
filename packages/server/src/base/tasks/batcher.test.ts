import { expect, test } from 'vitest'
import { Batcher, type BatcherOptions } from './batcher.ts'

function recording(options?: BatcherOptions) {
  const batches: number[][] = []
  const batcher = new Batcher<number>((batch) => {
    batches.push([...batch])
    return Promise.resolve()
  }, options)
  return { batcher, batches }
}

test('what comes in one turn of the event loop is one batch, and what comes meanwhile is the next', async () => {
  const batches: number[][] = []
  const batcher = new Batcher<number>((batch) => {
    batches.push([...batch])
    if (batch.includes(1)) batcher.add(3)
    return Promise.resolve()
  })
  batcher.add(1)
  await Promise.resolve()
  batcher.add(2)
  await batcher.idle()
  expect(batches).toEqual([[1, 2], [3]])
})

test('a batch has no more items than it may have; the others follow in order', async () => {
  const { batcher, batches } = recording({ maxSize: 2 })
  for (const item of [1, 2, 3, 4, 5]) batcher.add(item)
  await batcher.idle()
  expect(batches).toEqual([[1, 2], [3, 4], [5]])
})

test('one that gathers waits for more, until it is full', async () => {
  const { batcher, batches } = recording({ gather: { ms: 60_000, full: 3 } })
  batcher.add(1)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(batches).toEqual([])
  batcher.add(2)
  batcher.add(3)
  await batcher.idle()
  expect(batches).toEqual([[1, 2, 3]])
})

test('one that is never full goes when its time is over', async () => {
  const { batcher, batches } = recording({ gather: { ms: 5, full: 3 } })
  batcher.add(1)
  await batcher.idle()
  expect(batches).toEqual([[1]])
})
