import type { SeededRandom } from '../../crash/seeded-random.ts'
import { pick } from './case-random.ts'
import { oddText } from './odd-texts.ts'
import { copyOf, elementsOf, escaped, written, type Tree } from './tree.ts'

/** Beyond what the service reads; more would only keep this process busy. */
const MOST_CHARS = 1_200_000

/** Changes one place of a body; `root` may be any element of it. */
type Spoil = (root: Tree, seeded: SeededRandom) => void

const NAMES = [
  ...[
    'Request',
    'Tag',
    'Input',
    'Object',
    'Operation',
    'Output',
    'Bucket',
    'Region',
    'TemplateId',
    'Name',
    'State',
  ],
  ...[
    'request',
    'Übung',
    '名字',
    'a:b',
    'xml',
    '_',
    'a.b-c',
    'constructor',
    '__proto__',
    'toString',
    'x'.repeat(3_000),
  ],
] as const

const MARKUP = [
  ...['<![CDATA[text]]>', '<![CDATA[]]>', '<![CDATA[<a>&]]>', '<!-- a comment -->', '<!---->', '<!-- -- -->'],
  ...[
    '<?a b?>',
    '<?xml version="1.0"?>',
    '<?xml-stylesheet href="a"?>',
    ' ',
    '\n\t\r\n',
    '\r',
    '\u00A0',
    '\u0085',
  ],
  ...[
    '&amp;',
    '&lt;',
    '&quot;',
    '&apos;',
    '&nbsp;',
    '&unknown;',
    '&',
    '&;',
    '&#;',
    '&#x;',
    '&amp',
    '&#65;',
    '&#x41;',
  ],
  ...[
    '&#0;',
    '&#x0;',
    '&#1;',
    '&#xD800;',
    '&#xDFFF;',
    '&#xFFFE;',
    '&#x10FFFF;',
    '&#x110000;',
    '&#99999999999;',
  ],
  ...[
    '\u0000',
    '\u0001',
    '\u001F',
    '\u007F',
    '\uFFFE',
    '\uFFFF',
    ']]>',
    '<',
    '>',
    '</x>',
    '<x>',
    '<x/>',
    '< x/>',
    '<1/>',
  ],
  ...[
    '<!DOCTYPE a>',
    '<!ENTITY a "b">',
    '<![INCLUDE[',
    '%a;',
    '<a b=c/>',
    '<a b="c" b="d"/>',
    '<x xmlns="y"/>',
  ],
] as const

const ATTRIBUTES = [
  ...[
    ' a="b"',
    ' a="b" a="c"',
    " a='b'",
    ' a=b',
    ' a',
    ' xmlns="urn:x"',
    ' xmlns:x="urn:x"',
    ' x:a="b"',
    ' a="<"',
  ],
  ...[
    ' a="&unknown;"',
    ' a="&#0;"',
    ' xsi:nil="true"',
    ' xml:space="preserve"',
    ' a="',
    ' ="b"',
    '\n',
    ' /',
    ' a="\u0001"',
  ],
] as const

const SPOILS: readonly [Spoil, ...Spoil[]] = [
  (root, seeded) => {
    const { children } = anyElement(root, seeded)
    const at = seeded.between(0, children.length)
    const child = children[at]
    if (child !== undefined) children.splice(at, 0, typeof child === 'string' ? child : copyOf(child))
  },
  (root, seeded) => {
    const { children } = anyElement(root, seeded)
    if (children.length > 0) children.splice(seeded.between(0, children.length - 1), 1)
  },
  (root, seeded) => {
    anyElement(root, seeded).children.reverse()
  },
  (root, seeded) => {
    anyElement(root, seeded).children.push(copyOf(anyElement(root, seeded)))
  },
  (root, seeded) => {
    const element = anyElement(root, seeded)
    element.name = pick(seeded, [
      ...NAMES,
      element.name.toLowerCase(),
      element.name.toUpperCase(),
      `${element.name}s`,
    ])
  },
  (root, seeded) => {
    anyElement(root, seeded).children = []
  },
  (root, seeded) => {
    anyElement(root, seeded).children = [escaped(oddText(seeded))]
  },
  (root, seeded) => {
    const leaf = anyLeaf(root, seeded)
    if (leaf) leaf.children = [escaped(oddText(seeded))]
  },
  (root, seeded) => {
    const leaf = anyLeaf(root, seeded)
    if (leaf) leaf.children.push(escaped(oddText(seeded)))
  },
  (root, seeded) => {
    const leaf = anyLeaf(root, seeded)
    const other = anyLeaf(root, seeded)
    if (leaf && other) leaf.children = [...other.children]
  },
  (root, seeded) => {
    const leaf = anyLeaf(root, seeded)
    if (leaf) leaf.children = ['<![CDATA[', ...leaf.children, ']]>']
  },
  (root, seeded) => {
    const { children } = anyElement(root, seeded)
    children.splice(seeded.between(0, children.length), 0, pick(seeded, MARKUP))
  },
  (root, seeded) => {
    anyElement(root, seeded).attributes += pick(seeded, ATTRIBUTES)
  },
  (root, seeded) => {
    const depth = pick(seeded, [1, 2, 10, 62, 63, 64, 65, 500, 20_000])
    const element = anyElement(root, seeded)
    element.children = ['<a>'.repeat(depth), ...element.children, '</a>'.repeat(depth)]
  },
  (root, seeded) => {
    const { children } = anyElement(root, seeded)
    const [child] = children
    if (child === undefined) return
    const most = Math.floor(MOST_CHARS / Math.max(sizeOf(child), 1))
    const times = Math.min(pick(seeded, [2, 7, 101, 1_001]), most)
    children.push(...Array.from({ length: times }, () => child))
  },
  (root, seeded) => {
    anyElement(root, seeded).children.push(
      pick(seeded, ['a', 'a ', '中', '&#65;', '<a/>']).repeat(seeded.between(1, 30_000)),
    )
  },
]

/** Up to four places of a body are changed, each in one way. */
export function corruptTree(root: Tree, seeded: SeededRandom): void {
  const times = pick(seeded, [0, 1, 1, 1, 2, 2, 3, 4])
  for (let time = 0; time < times && sizeOf(root) <= MOST_CHARS; time += 1) pick(seeded, SPOILS)(root, seeded)
}

function sizeOf(child: Tree | string): number {
  return typeof child === 'string' ? child.length : written(child).length
}

function anyElement(root: Tree, seeded: SeededRandom): Tree {
  return pick(seeded, elementsOf(root))
}

function anyLeaf(root: Tree, seeded: SeededRandom): Tree | undefined {
  const leaves = elementsOf(root).filter(({ children }) =>
    children.every((child) => typeof child === 'string'),
  )
  return leaves[seeded.between(0, leaves.length - 1)]
}
