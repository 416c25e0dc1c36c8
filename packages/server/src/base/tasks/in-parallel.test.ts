import { expect, test } from 'vitest'
import { mapInParallel } from './in-parallel.ts'
import { sleep } from './wait.ts'

test('results keep the order of the items, and no more than the limit run at once', async () => {
  let running = 0
  let most = 0
  const made = await mapInParallel([30, 5, 20, 1, 10], 2, async (ms) => {
    most = Math.max(most, ++running)
    await sleep(ms)
    running--
    return ms
  })
  expect(made).toEqual([30, 5, 20, 1, 10])
  expect(most).toBe(2)
})

test('a failure is told when the others have ended, and begins nothing more', async () => {
  const ended: string[] = []
  const all = mapInParallel(['slow', 'bad', 'never'], 2, async (name) => {
    await sleep(name === 'slow' ? 50 : 1)
    if (name === 'bad') throw new Error('bad')
    ended.push(name)
  })
  await expect(all).rejects.toThrow('bad')
  expect(ended).toEqual(['slow'])
})
