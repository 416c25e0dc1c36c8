import { expect, test } from 'vitest'
import { wrapText } from './wrap-text.ts'

test('a description goes on below itself', () => {
  expect(wrapText('  --rate N   at most N callbacks a second, of all endpoints', 40)).toBe(
    '  --rate N   at most N callbacks a\n             second, of all endpoints',
  )
})

test('a line without a label keeps its indent, and a word that is too long its letters', () => {
  expect(wrapText('  one two three', 10)).toBe('  one two\n      three')
  expect(wrapText('https://example.com/a/long/address b', 10)).toBe(
    'https://example.com/a/long/address\n    b',
  )
})

test('lines that fit and a width that is not known change nothing', () => {
  const text = 'one\n\n  --two  three\n'
  expect(wrapText(text, 20)).toBe(text)
  expect(wrapText(text.repeat(50), undefined)).toBe(text.repeat(50))
})
