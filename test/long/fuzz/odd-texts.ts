import type { SeededRandom } from '../../crash/seeded-random.ts'
import { pick } from './case-random.ts'

const NUMBERS = [
  ...['0', '00', '007', '-0', '-1', '+5', '1e3', '1e400', '0x10', '1.5', '1.', '.5', '1,5', '1_000', '1 000'],
  ...['NaN', 'Infinity', '-Infinity', '２', '٣', '0.0000000001', '0.000000001', '999999999999.999999999'],
  ...['2147483647', '2147483648', '4294967296', '9007199254740993', '99999999999999999999', '1'.repeat(400)],
] as const

const TEXTS = [
  ...[
    '',
    ' ',
    'true',
    'TRUE',
    'yes',
    'no',
    'auto',
    'none',
    '-',
    '/',
    '//',
    '.',
    '..',
    '../..',
    'a/../b',
    '%',
    '%zz',
  ],
  ...["'", '"', ';', ':', '\\', '[in]', ',', '=', '|', '*', '?', '#', '$', '${Number}', '${', '${Ext}', '{}'],
  ...[
    '中文',
    'ı',
    'İ',
    'ß',
    'e\u0301',
    '😀',
    '\u202Eabc',
    '\u200B',
    '\u2028',
    '\uFFFD',
    'constructor',
    '__proto__',
  ],
  ...['a'.repeat(65), 'a'.repeat(129), 'a'.repeat(851), '中'.repeat(300), 'x'.repeat(5_000)],
] as const

/** A text that most elements may not have. */
export function oddText(seeded: SeededRandom): string {
  return seeded.between(0, 1) === 0 ? pick(seeded, NUMBERS) : pick(seeded, TEXTS)
}
