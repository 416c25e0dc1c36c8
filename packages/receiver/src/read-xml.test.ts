import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { CallbackFormatError } from './callback-format-error.ts'
import { readXml, type XmlElement } from './read-xml.ts'
import { pageXml, workflowXml } from './testing/documented-bodies.ts'

/** Returns what a complete XML parser reads; `undefined` when it is not well-formed. */
function readBySaxes(source: string): XmlElement | undefined {
  const parser = new SaxesParser({ xmlns: false, position: false })
  const top: XmlElement = { name: '', text: '', children: [] }
  const open = [top]
  const errors: Error[] = []
  parser.on('error', (error) => errors.push(error))
  parser.on('opentag', ({ name }) => {
    const element = { name, text: '', children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  const add = (text: string): void => {
    const element = open.at(-1)
    if (element) element.text += text
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => open.pop())
  parser.write(source).close()
  return errors.length === 0 ? top.children[0] : undefined
}

function readByUs(source: string): XmlElement | undefined {
  try {
    return readXml(source)
  } catch (error) {
    if (error instanceof CallbackFormatError) return undefined
    throw error
  }
}

const documents = [
  pageXml,
  workflowXml,
  `<?xml version='1.0' encoding='utf-8' ?>\n<!-- c --><Response a="1" b='&lt;'>x&amp;<![CDATA[<y>]]>&#65;<?p i?><b/>\r\n&#xD;</Response >`,
]
const PIECES = [
  ...[
    '<',
    '>',
    '/',
    '&',
    ';',
    '"',
    "'",
    '=',
    ' ',
    '\n',
    '-',
    '!',
    '?',
    ']',
    '[',
    '#',
    'x',
    '0',
    'é',
    '😀',
    '\u0001',
  ],
  ...[
    '<a>',
    '</a>',
    '<b/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?xml ',
    '?>',
    '&amp;',
    '&#x41;',
    '&#0;',
    '&nbsp;',
  ],
  ...[' c="d"', ' c="&quot;"', " c='<'", '\ufffe', '\uffff'],
]
/** A document with a few pieces removed or inserted anywhere. */
const mutated = fc
  .tuple(
    fc.constantFrom(...documents),
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(6), fc.constantFrom('', ...PIECES)),
      { minLength: 1, maxLength: 4 },
    ),
  )
  .map(([document, changes]) =>
    changes.reduce((text, [where, cut, piece]) => {
      const at = Math.floor(where * text.length)
      return text.slice(0, at) + piece + text.slice(at + cut)
    }, document),
  )
const scrambled = fc
  .array(fc.constantFrom(...PIECES, 'a', 'b'), { maxLength: 20 })
  .map((pieces) => pieces.join(''))

test.each(documents)('it reads what a complete parser reads: %#', (document) => {
  expect(readByUs(document)).toEqual(readBySaxes(document))
  expect(readByUs(document)).toBeDefined()
})

test.each([
  ['changed documents', mutated],
  ['scrambled pieces', scrambled],
])('%s are read as by a complete parser, or rejected', (_, sources) => {
  fc.assert(
    fc.property(sources, (source) => {
      const ours = readByUs(source)
      if (ours !== undefined || !source.includes('<!')) expect(ours).toEqual(readBySaxes(source))
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
  '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
  '<a>&x;</a>',
])('declarations and custom entities are rejected: %s', (source) => {
  expect(() => readXml(source)).toThrow(expect.objectContaining({ reason: 'malformed' }))
})

test.each(['\ud800', '&#xD800;', '&#0;', '&#x110000;', '\u0000', '\uFFFE'])(
  'a character that XML does not allow is rejected: %j',
  (character) => {
    expect(() => readXml(`<a>${character}</a>`)).toThrow(expect.objectContaining({ reason: 'malformed' }))
  },
)

test('64 levels are read, 65 are too deep', () => {
  const nested = (depth: number): string => '<a>'.repeat(depth) + '</a>'.repeat(depth)
  expect(readXml(nested(64)).name).toBe('a')
  expect(() => readXml(nested(65))).toThrow(expect.objectContaining({ reason: 'too-deep' }))
})

const MEGABYTES = 5_000_000
test.each([
  ['elements', `<r>${'<a/>'.repeat(MEGABYTES / 4)}</r>`, 'too-large'],
  ['a name', `<${'a'.repeat(MEGABYTES)}/>`, 'malformed'],
  ['attributes', `<a${' b="c"'.repeat(MEGABYTES / 6)}/>`, 'malformed'],
  ['spaces', `<a${' '.repeat(MEGABYTES)}`, 'malformed'],
  ['half an attribute', `<a b="${'c'.repeat(MEGABYTES)}`, 'malformed'],
  ['ampersands', `<a>${'&'.repeat(MEGABYTES)}</a>`, 'malformed'],
  ['comments that do not end', `<a>${'<!--'.repeat(MEGABYTES / 4)}`, 'malformed'],
  ['a version', `<?xml version="1.${'0'.repeat(MEGABYTES)}`, 'malformed'],
])('megabytes of %s are rejected without a crash', (_, source, reason) => {
  expect(() => readXml(source)).toThrow(expect.objectContaining({ reason }))
})
