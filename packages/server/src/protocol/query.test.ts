import { expect, test } from 'vitest'
import { parseQuery } from './query.ts'

test('parameters keep their order, and are decoded once', () => {
  expect(parseQuery('b=%252B&a&&c==x&%E7%9B%AE=%2B').entries).toEqual([
    ['b', '%2B'],
    ['a', ''],
    ['c', '=x'],
    ['目', '+'],
  ])
  expect(parseQuery('').entries).toEqual([])
})

test('a plus is the space that three of four clients mean by it', () => {
  expect(parseQuery('prefix=a+b%2Bc').get('prefix')).toBe('a b+c')
})

test('names are found without regard to case, the first of two winning', () => {
  const query = parseQuery('QueueId=p1&queueId=p2&cancel')
  expect(query.get('queueid')).toBe('p1')
  expect(query.has('Cancel')).toBe(true)
  expect(query.has('tag')).toBe(false)
  expect(parseQuery('mar%E2%84%AAer=evil&marker=a').get('marker')).toBe('a')
})

test.each(['a=%', 'a=%g0', '%ff=1', 'a=%C3%28'])('%s is refused as InvalidURI', (raw) => {
  expect(() => parseQuery(raw)).toThrow(expect.objectContaining({ code: 'InvalidURI' }))
})
