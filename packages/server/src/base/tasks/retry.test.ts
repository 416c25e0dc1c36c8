import { expect, test, vi } from 'vitest'
import { retry } from './retry.ts'

const failing = (times: number) => {
  let calls = 0
  return vi.fn(() => {
    calls += 1
    return calls > times ? Promise.resolve(calls) : Promise.reject(new Error(`failure ${calls}`))
  })
}

test('work is done again until it succeeds, with the pause that each failure asks for', async () => {
  const told: [string, number][] = []
  const pauseAfter = (error: unknown, failures: number): number => {
    told.push([String(error), failures])
    return 1
  }
  expect(await retry(failing(2), pauseAfter)).toBe(3)
  expect(told).toEqual([
    ['Error: failure 1', 1],
    ['Error: failure 2', 2],
  ])
})

test('without a pause it is given up, and rejects as the last try did', async () => {
  const work = failing(9)
  await expect(retry(work, (_, failures) => (failures < 3 ? 0 : undefined))).rejects.toThrow('failure 3')
  expect(work).toHaveBeenCalledTimes(3)
})

test('an abort ends the pause; the try that is due then is the last one', async () => {
  const stop = new AbortController()
  const pauseAfter = (): number => {
    setImmediate(() => stop.abort())
    return 60_000
  }
  await expect(retry(failing(9), pauseAfter, stop.signal)).rejects.toThrow('failure 2')
})
