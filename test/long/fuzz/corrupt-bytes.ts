import type { SeededRandom } from '../../crash/seeded-random.ts'
import { chance, pick } from './case-random.ts'

type Corruption = (body: Buffer, seeded: SeededRandom) => Buffer

const BEFORE = [
  ...[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<?xml version="1.0" encoding="GBK"?>',
    '<?xml version="1.1"?>',
  ],
  ...[
    '<?xml version="9"?>',
    '<?xml?>',
    '\uFEFF',
    '\uFEFF\uFEFF',
    ' ',
    '\n<?xml version="1.0"?>',
    'x',
    '\u0000',
    '<!-- a -->',
  ],
  ...[
    '<!DOCTYPE Request>',
    '<!DOCTYPE Request SYSTEM "file:///etc/hostname">',
    '<!DOCTYPE a PUBLIC "b" "http://c.invalid/">',
  ],
  '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;"><!ATTLIST a b CDATA "c">]>',
] as const

const BEHIND = [
  '<a/>',
  'x',
  ' \n',
  '<!-- a -->',
  '<?a?>',
  '\u0000',
  '</Request>',
  '<',
  '&',
  '\uFEFF',
] as const

/** Invalid UTF-8: lone surrogates, overlong forms, a lone continuation, code points that don't exist. */
const NO_UTF8 = [
  ...[
    [0xed, 0xa0, 0x80],
    [0xed, 0xbf, 0xbf],
    [0xc0, 0x80],
    [0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xff, 0xfe],
    [0xe4, 0xb8],
  ],
].map((bytes) => Buffer.from(bytes))

const MOST_BYTES = 1_100_000

const CORRUPTIONS: readonly [Corruption, ...Corruption[]] = [
  (body, seeded) => body.subarray(0, seeded.between(0, body.length)),
  (body, seeded) => body.subarray(seeded.between(0, body.length)),
  flipped,
  flipped,
  (body, seeded) => inserted(body, seeded, noise(seeded, seeded.between(1, 16))),
  (body, seeded) => inserted(body, seeded, NO_UTF8[seeded.between(0, NO_UTF8.length - 1)] ?? body),
  (body, seeded) => {
    const from = seeded.between(0, body.length)
    return inserted(body, seeded, body.subarray(from, from + seeded.between(1, 200)))
  },
  (body, seeded) => Buffer.concat([Buffer.from(pick(seeded, BEFORE)), body]),
  (body, seeded) => Buffer.concat([body, Buffer.from(pick(seeded, BEHIND))]),
  (body) => Buffer.from(`\uFEFF${body.toString('utf8')}`, 'utf16le'),
  (body) => Buffer.from(`\uFEFF${body.toString('utf8')}`, 'utf16le').swap16(),
  (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
  (body) => Buffer.from(body.toString('utf8'), 'latin1'),
  () => Buffer.alloc(0),
  (body, seeded) =>
    Buffer.concat([
      body,
      Buffer.alloc(pick(seeded, [1_000, 100_000, MOST_BYTES]), pick(seeded, [' ', '\n', 'x'])),
    ]),
  (_, seeded) => noise(seeded, seeded.between(1, 3_000)),
]

/** Corrupts a body in one or two ways; most bodies stay unchanged. */
export function corruptBytes(body: Buffer, seeded: SeededRandom): Buffer {
  if (!chance(seeded, 35)) return body
  const once = pick(seeded, CORRUPTIONS)(body, seeded)
  return chance(seeded, 20) ? pick(seeded, CORRUPTIONS)(once, seeded) : once
}

function flipped(body: Buffer, seeded: SeededRandom): Buffer {
  if (body.length === 0) return body
  const copy = Buffer.from(body)
  for (let times = seeded.between(1, 4); times > 0; times -= 1) {
    const at = seeded.between(0, copy.length - 1)
    copy[at] = (copy[at] ?? 0) ^ (1 << seeded.between(0, 7))
  }
  return copy
}

function inserted(body: Buffer, seeded: SeededRandom, what: Uint8Array): Buffer {
  const at = seeded.between(0, body.length)
  return Buffer.concat([body.subarray(0, at), what, body.subarray(at)])
}

function noise(seeded: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => seeded.between(0, 255)))
}
