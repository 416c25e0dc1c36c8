import type { Dice } from '../../crash/dice.ts'
import { chance, pick } from './case-random.ts'

type Corruption = (body: Buffer, dice: Dice) => Buffer

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
  (body, dice) => body.subarray(0, dice.between(0, body.length)),
  (body, dice) => body.subarray(dice.between(0, body.length)),
  flipped,
  flipped,
  (body, dice) => inserted(body, dice, noise(dice, dice.between(1, 16))),
  (body, dice) => inserted(body, dice, NO_UTF8[dice.between(0, NO_UTF8.length - 1)] ?? body),
  (body, dice) => {
    const from = dice.between(0, body.length)
    return inserted(body, dice, body.subarray(from, from + dice.between(1, 200)))
  },
  (body, dice) => Buffer.concat([Buffer.from(pick(dice, BEFORE)), body]),
  (body, dice) => Buffer.concat([body, Buffer.from(pick(dice, BEHIND))]),
  (body) => Buffer.from(`\uFEFF${body.toString('utf8')}`, 'utf16le'),
  (body) => Buffer.from(`\uFEFF${body.toString('utf8')}`, 'utf16le').swap16(),
  (body) => Buffer.from(body.toString('utf8'), 'utf16le'),
  (body) => Buffer.from(body.toString('utf8'), 'latin1'),
  () => Buffer.alloc(0),
  (body, dice) =>
    Buffer.concat([
      body,
      Buffer.alloc(pick(dice, [1_000, 100_000, MOST_BYTES]), pick(dice, [' ', '\n', 'x'])),
    ]),
  (_, dice) => noise(dice, dice.between(1, 3_000)),
]

/** Corrupts a body in one or two ways; most bodies stay unchanged. */
export function corruptBytes(body: Buffer, dice: Dice): Buffer {
  if (!chance(dice, 35)) return body
  const once = pick(dice, CORRUPTIONS)(body, dice)
  return chance(dice, 20) ? pick(dice, CORRUPTIONS)(once, dice) : once
}

function flipped(body: Buffer, dice: Dice): Buffer {
  if (body.length === 0) return body
  const copy = Buffer.from(body)
  for (let times = dice.between(1, 4); times > 0; times -= 1) {
    const at = dice.between(0, copy.length - 1)
    copy[at] = (copy[at] ?? 0) ^ (1 << dice.between(0, 7))
  }
  return copy
}

function inserted(body: Buffer, dice: Dice, what: Uint8Array): Buffer {
  const at = dice.between(0, body.length)
  return Buffer.concat([body.subarray(0, at), what, body.subarray(at)])
}

function noise(dice: Dice, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => dice.between(0, 255)))
}
