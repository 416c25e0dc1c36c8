import { choice, number, type Value } from '../grammar.ts'
import { chance, pick, type Luck } from '../luck.ts'
import { oddText } from '../odd-texts.ts'

const size = number({ min: 1, max: 9_999, usual: [1, 2, 8, 33, 100], isCostly: true })
const percent = number({ min: 1, max: 1_000, usual: [1, 10, 50, 200], isCostly: true })
const quality = number({ min: 0, max: 100, usual: [0, 1, 50, 100] })
const shift = number({ min: -100, max: 100, usual: [-100, -1, 0, 50, 100] })

const both: Value = (luck) => `${size(luck)}x${size(luck)}`
const around =
  (before: string, value: Value, after = ''): Value =>
  (luck) =>
    `${before}${value(luck)}${after}`

const thumbnail: Value = (luck) =>
  pick(luck.dice, [
    around('!', percent, 'p'),
    around('!', percent, 'px'),
    around('!x', percent, 'p'),
    around('', size, 'x'),
    around('x', size),
    both,
    around('', both, '>'),
    around('', both, '<'),
    around('!', both, 'r'),
    around('', both, '!'),
    around('', number({ min: 1, max: 999_999, usual: [1, 100, 5_000] }), '@'),
  ])(luck)

const OPERATIONS: readonly (readonly [name: string, value: Value | undefined])[] = [
  ['thumbnail', thumbnail],
  ['crop', (luck) => pick(luck.dice, [both, around('', size, 'x'), around('x', size)])(luck)],
  ['cut', (luck) => `${both(luck)}x${pick(luck.dice, [0, 1, 5, 1_000])}x${pick(luck.dice, [0, 1, 5])}`],
  [
    'gravity',
    choice('northwest', 'north', 'northeast', 'west', 'center', 'east', 'southwest', 'south', 'southeast'),
  ],
  ['auto-orient', undefined],
  ['rotate', number({ min: 0, max: 360, usual: [0, 1, 45, 90, 180, 270, 360] })],
  ['flip', choice('vertical', 'horizontal')],
  [
    'blur',
    (luck) =>
      `${number({ min: 1, max: 50, usual: [1, 5, 50] })(luck)}x${pick(luck.dice, ['0.001', '1', '999.999'])}`,
  ],
  ['sharpen', number({ min: 10, max: 300, usual: [10, 70, 300] })],
  ['bright', shift],
  ['contrast', shift],
  ['grayscale', choice('0', '1')],
  ['format', choice('jpg', 'jpeg', 'png', 'webp', 'gif', 'avif')],
  ['quality', (luck) => quality(luck) + pick(luck.dice, ['', '!'])],
  ['rquality', quality],
  ['lquality', quality],
  ['interlace', choice('0', '1')],
  ['strip', undefined],
]

/** A chain of operations on pictures, as they stand in an address. */
export const processRule: Value = (luck) => {
  const words = Array.from({ length: luck.dice.between(1, 4) }, () => operation(luck))
  const cut = chance(luck.dice, 20) ? luck.dice.between(0, words.length) : words.length
  const sections = [words.slice(0, cut), words.slice(cut)].filter(({ length }) => length > 0)
  return sections.map((section) => ['imageMogr2', ...section].join('/')).join('|')
}

function operation(luck: Luck): string {
  const [name, value] = OPERATIONS[luck.dice.between(0, OPERATIONS.length - 1)] ?? ['strip', undefined]
  if (!value) return name
  return `${name}/${chance(luck.dice, luck.slipPercent) ? oddText(luck.dice) : value(luck)}`
}
