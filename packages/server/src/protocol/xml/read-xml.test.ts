import { describe, expect, test } from 'vitest'
import { readXml, XML_MAX_BYTES } from './read-xml.ts'
import { child, childrenNamed, childText } from './xml.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string) => readXml(bytes(text))
const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)

describe('a document is read', () => {
  test('with a prolog, a byte order mark, comments and white space around', () => {
    const text =
      '\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<!-- hi -->\n<Request>\n <Tag> A </Tag>\n</Request>\n'
    expect(childText(read(text), 'Tag')).toBe('A')
  })

  test('with entities and CDATA as text, attributes dropped', () => {
    const root = read('<R><a x="1">&lt;b&gt; &amp; &#x76EE;<![CDATA[<c>&amp;]]></a></R>')
    expect(child(root, 'a')?.text).toBe('<b> & 目<c>&amp;')
  })

  test('as an ordered tree in which an array is repeated siblings', () => {
    const root = read('<R><a>1</a><b/><a>2</a></R>')
    expect(root.children.map(({ name }) => name)).toEqual(['a', 'b', 'a'])
    expect(childrenNamed(root, 'a').map(({ text }) => text)).toEqual(['1', '2'])
    expect(childText(root, 'b')).toBeUndefined()
    expect(childText(root, 'c')).toBeUndefined()
  })

  test('to a depth of 64 and a size of 1 MiB', () => {
    expect(read(nested(64)).name).toBe('a')
    const filling = 'x'.repeat(XML_MAX_BYTES - '<a></a>'.length)
    expect(read(`<a>${filling}</a>`).text).toHaveLength(filling.length)
  })
})

const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]><lolz>&lol2;</lolz>`

describe('a document is refused as InvalidContent', () => {
  test.each<readonly [string, Uint8Array]>([
    ['that is empty', bytes('')],
    ['that is not XML', bytes('{"Tag":"A"}')],
    ['with a tag that is not closed', bytes('<R><a></R>')],
    ['that ends early', bytes('<R><a>')],
    ['with two roots', bytes('<R/><R/>')],
    ['deeper than 64', bytes(nested(65))],
    ['larger than 1 MiB', new Uint8Array(XML_MAX_BYTES + 1)],
    ['of more elements than any request has', bytes(`<R>${'<a/>'.repeat(100_000)}</R>`)],
    ['with a DOCTYPE', bytes('<!DOCTYPE R SYSTEM "file:///etc/passwd"><R/>')],
    ['that multiplies entities', bytes(laughs)],
    ['with an entity that XML does not have', bytes('<R>&nbsp;</R>')],
    ['that is not UTF-8', new Uint8Array([...bytes('<R>'), 0xff, 0xfe, ...bytes('</R>')])],
    ['with an overlong UTF-8 sequence', new Uint8Array([...bytes('<R>'), 0xc0, 0xaf, ...bytes('</R>')])],
    ['with a control character', bytes('<R>\u0001</R>')],
    ['with a reference to a control character', bytes('<R>&#0;</R>')],
    ['with a lone ampersand', bytes('<R>a & b</R>')],
  ])('%s', (_, body) => {
    expect(() => readXml(body)).toThrow(expect.objectContaining({ code: 'InvalidContent' }))
  })

  test('in words that are about the document, also when it has an entity that XML does not have', () => {
    expect(() => read('<R>&nbsp;</R>')).toThrow(/ an entity that is none of the five of XML itself \(.*\)\.$/)
    expect(() => read('<R a="&nbsp;"/>')).toThrow(/^(?!.*undefined)/)
  })
  test.each([
    ['<R>\n  <a>目😀 & b</a>\n</R>', 'line 2, column 9'],
    ['<R>\r\n<a>1</b>\r\n</R>', 'line 2, column 8'],
    ['<R>\n<a>', 'line 2, column 3'],
    ['<!-- 1 -->\n<!DOCTYPE R><R/>', 'line 2, column 12'],
    ['<R>&nbsp;</R>', 'line 1, column 9'],
  ])('%j with the place where reading ended', (text, place) => {
    expect(() => read(text)).toThrow(new RegExp(`\\(${place}\\)\\.$`))
  })
})
