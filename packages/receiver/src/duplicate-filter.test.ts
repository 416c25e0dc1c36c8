import { expect, test } from 'vitest'
import { createDuplicateFilter, createMemoryStore } from './duplicate-filter.ts'

test('an id is processed once', async () => {
  const filter = createDuplicateFilter()
  const seen: string[] = []
  const deliver = (id: string): Promise<string> => filter.once(id, () => seen.push(id))
  expect([await deliver('a'), await deliver('b'), await deliver('a')]).toEqual(['claimed', 'claimed', 'done'])
  expect(seen).toEqual(['a', 'b'])
})

test('an id whose processing failed is processed again', async () => {
  const filter = createDuplicateFilter()
  const failure = new Error('the disk is full')
  await expect(filter.once('a', () => Promise.reject(failure))).rejects.toBe(failure)
  expect(await filter.once('a', () => undefined)).toBe('claimed')
})

test('while an id is processed it is busy, and afterwards done', async () => {
  const filter = createDuplicateFilter()
  let finish = (): void => undefined
  const first = filter.once('a', () => new Promise<void>((resolve) => (finish = resolve)))
  await Promise.resolve()
  expect(await filter.once('a', () => undefined)).toBe('busy')
  finish()
  expect(await first).toBe('claimed')
  expect(await filter.once('a', () => undefined)).toBe('done')
})

test('the memory store is bounded in number and in age', async () => {
  let now = 0
  const filter = createDuplicateFilter({
    store: createMemoryStore({ maxIds: 2, maxAgeMs: 100, now: () => now }),
  })
  const deliver = (id: string): Promise<string> => filter.once(id, () => undefined)
  await deliver('a')
  now = 50
  await deliver('b')
  await deliver('c')
  expect(await deliver('b')).toBe('done')
  now = 151
  expect(await deliver('b')).toBe('claimed')
  expect(await deliver('a')).toBe('claimed')
})

test('a custom store is called in this order', async () => {
  const calls: string[] = []
  const done = new Set<string>()
  const store = {
    claim: (id: string) => Promise.resolve(done.has(id) ? ('done' as const) : ('claimed' as const)),
    complete: (id: string) => void done.add(id),
    release: (id: string) => void calls.push(`release ${id}`),
  }
  const filter = createDuplicateFilter({ store })
  await expect(filter.once('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await filter.once('a', () => calls.push('process a'))
  expect(await filter.once('a', () => calls.push('again'))).toBe('done')
  expect(calls).toEqual(['release a', 'process a'])
})
