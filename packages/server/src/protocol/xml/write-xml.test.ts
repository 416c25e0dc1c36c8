import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readXml } from './read-xml.ts'
import { writeXml } from './write-xml.ts'

test('a tree is written without white space, what is empty as an empty element', () => {
  expect(
    writeXml([
      'R',
      [
        ['a', '1'],
        ['b', ''],
        ['c', []],
        ['d', [['e', '2']]],
      ],
    ]),
  ).toBe('<R><a>1</a><b/><c/><d><e>2</e></d></R>')
})

test('text that XML has no spelling for becomes a replacement character', () => {
  expect(writeXml(['a', 'x\u0000\u001F\uFFFF\uD800y'])).toBe('<a>x\uFFFD\uFFFD\uFFFD\uFFFDy</a>')
})

test('all other text survives being written and read', () => {
  const plain = fc
    .string({ unit: 'binary' })
    .map((text) => text.replace(/[^\t\n\r\x20-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''))
  fc.assert(
    fc.property(plain, (text) => {
      expect(readXml(new TextEncoder().encode(writeXml(['a', text]))).text).toBe(text)
    }),
  )
  expect(readXml(new TextEncoder().encode(writeXml(['a', ']]><&>"\'\r\n']))).text).toBe(']]><&>"\'\r\n')
})
