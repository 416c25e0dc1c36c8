import { choice, number, type Value } from '../grammar.ts'
import { chance, pick, type CaseRandom } from '../case-random.ts'
import { oddText } from '../odd-texts.ts'

const size = number({ min: 1, max: 9_999, usual: [1, 2, 8, 33, 100], isCostly: true })
const percent = number({ min: 1, max: 1_000, usual: [1, 10, 50, 200], isCostly: true })
const quality = number({ min: 0, max: 100, usual: [0, 1, 50, 100] })
const shift = number({ min: -100, max: 100, usual: [-100, -1, 0, 50, 100] })

const both: Value = (random) => `${size(random)}x${size(random)}`
const around =
  (before: string, value: Value, after = ''): Value =>
  (random) =>
    `${before}${value(random)}${after}`

const thumbnail: Value = (random) =>
  pick(random.seeded, [
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
  ])(random)

const OPERATIONS: readonly (readonly [name: string, value: Value | undefined])[] = [
  ['thumbnail', thumbnail],
  ['crop', (random) => pick(random.seeded, [both, around('', size, 'x'), around('x', size)])(random)],
  [
    'cut',
    (random) => `${both(random)}x${pick(random.seeded, [0, 1, 5, 1_000])}x${pick(random.seeded, [0, 1, 5])}`,
  ],
  [
    'gravity',
    choice('northwest', 'north', 'northeast', 'west', 'center', 'east', 'southwest', 'south', 'southeast'),
  ],
  ['auto-orient', undefined],
  ['rotate', number({ min: 0, max: 360, usual: [0, 1, 45, 90, 180, 270, 360] })],
  ['flip', choice('vertical', 'horizontal')],
  [
    'blur',
    (random) =>
      `${number({ min: 1, max: 50, usual: [1, 5, 50] })(random)}x${pick(random.seeded, ['0.001', '1', '999.999'])}`,
  ],
  ['sharpen', number({ min: 10, max: 300, usual: [10, 70, 300] })],
  ['bright', shift],
  ['contrast', shift],
  ['grayscale', choice('0', '1')],
  ['format', choice('jpg', 'jpeg', 'png', 'webp', 'gif', 'avif')],
  ['quality', (random) => quality(random) + pick(random.seeded, ['', '!'])],
  ['rquality', quality],
  ['lquality', quality],
  ['interlace', choice('0', '1')],
  ['strip', undefined],
]

/** A chain of operations on pictures, as they stand in an address. */
export const processRule: Value = (random) => {
  const words = Array.from({ length: random.seeded.between(1, 4) }, () => operation(random))
  const cut = chance(random.seeded, 20) ? random.seeded.between(0, words.length) : words.length
  const sections = [words.slice(0, cut), words.slice(cut)].filter(({ length }) => length > 0)
  return sections.map((section) => ['imageMogr2', ...section].join('/')).join('|')
}

function operation(random: CaseRandom): string {
  const [name, value] = OPERATIONS[random.seeded.between(0, OPERATIONS.length - 1)] ?? ['strip', undefined]
  if (!value) return name
  return `${name}/${chance(random.seeded, random.slipPercent) ? oddText(random.seeded) : value(random)}`
}
