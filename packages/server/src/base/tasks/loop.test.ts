import { expect, test } from 'vitest'
import { runLoop, untilDone } from './loop.ts'
import { silentLog } from '../log.ts'

test('a step that fails is tried after longer and longer pauses, and from the shortest again once it went well', async () => {
  const stop = new AbortController()
  const begun: number[] = []
  // Four that fail, one that goes well, one that fails, and one that ends it.
  await runLoop('test', silentLog(), stop.signal, () => {
    begun.push(performance.now())
    if (begun.length === 7) stop.abort()
    return begun.length === 5 || begun.length === 7 ? Promise.resolve() : Promise.reject(new Error('not now'))
  })
  const pause = (after: number): number => (begun[after] ?? 0) - (begun[after - 1] ?? 0)
  // 100, 200, 400 and 800 ms, each at least.
  for (const [failure, least] of [90, 190, 390, 790].entries())
    expect(pause(failure + 1)).toBeGreaterThan(least)
  // It would be 1600 ms.
  expect(pause(6)).toBeLessThan(1_000)
})

test('what a start begins with is done once, and not at all when it is told to stop first', async () => {
  let tries = 0
  const work = (): Promise<void> =>
    (tries += 1) < 2 ? Promise.reject(new Error('not yet')) : Promise.resolve()
  expect(await untilDone('test', silentLog(), new AbortController().signal, work)).toBe(true)
  expect(tries).toBe(2)
  expect(await untilDone('test', silentLog(), AbortSignal.abort(), work)).toBe(false)
  expect(tries).toBe(2)
})
