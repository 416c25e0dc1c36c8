import { expect, test } from 'vitest'
import { readRange } from './byte-range.ts'

test.each([
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=5-', { start: 5, end: 10 }],
  ['bytes=2-99', { start: 2, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-99', { start: 0, end: 10 }],
])('%s of ten bytes', (header, range) => {
  expect(readRange(header, 10)).toEqual(range)
})

test('anything but a single range of bytes selects all of it', () => {
  for (const header of [undefined, '', 'bytes=-', 'bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=a-b']) {
    expect(readRange(header, 10)).toBeUndefined()
  }
})

test('a range outside of the bytes is rejected', () => {
  for (const header of ['bytes=10-', 'bytes=10-20', 'bytes=-0']) {
    expect(() => readRange(header, 10)).toThrow(/outside/)
  }
  expect(() => readRange('bytes=0-', 0)).toThrow(/outside/)
})
