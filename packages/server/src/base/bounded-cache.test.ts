import { expect, test } from 'vitest'
import { BoundedCache } from './bounded-cache.ts'

test('a result is made once while it is among the last ones', () => {
  const recent = new BoundedCache<string>(2)
  let made = 0
  const ask = (key: string): string => recent.get(key, () => `${key} ${++made}`)
  expect([ask('a'), ask('b'), ask('a'), ask('c'), ask('b'), ask('a')]).toEqual([
    ...['a 1', 'b 2', 'a 1', 'c 3', 'b 2'],
    'a 4',
  ])
  const long = 'x'.repeat(2_001)
  expect([ask(long), ask(long)]).toEqual([`${long} 5`, `${long} 6`])
})
