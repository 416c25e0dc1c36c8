import { z } from 'zod'
import { COLOR_NAMES } from '../../media/pictures/color-names.ts'
import { optional, required, unlessBlank } from '../parameters/fields.ts'
import { choice, decimal, flag, KINDS, text, wholeNumber } from '../parameters/kinds.ts'

const SIDE = { unit: 'px' }

/** It becomes an argument of a filter, so nothing else may pass but a name. */
const HEX_COLOR = /^(#|0x)?[0-9A-Fa-f]{6}$/

function color(): z.ZodString {
  const schema = z.string().refine((name) => HEX_COLOR.test(name) || COLOR_NAMES.has(name.toLowerCase()), {
    error: 'must be the name of a colour, such as White, or six hexadecimal digits',
  })
  KINDS.add(schema, { kind: 'text' })
  return schema
}

export const SpriteBlock = z.object({
  CellWidth: optional(
    wholeNumber(8, 4_096, SIDE),
    'The width of a cell; else from CellHeight, or that of the pictures.',
  ),
  CellHeight: optional(
    wholeNumber(8, 4_096, SIDE),
    'The height of a cell; else from CellWidth, or that of the pictures.',
  ),
  Padding: optional(wholeNumber(0, 1_024, SIDE), 'The distance from one cell to the next.', { default: '0' }),
  Margin: optional(wholeNumber(0, 1_024, SIDE), 'The distance of the cells from the edge.', { default: '0' }),
  Color: required(color(), 'The background: a name, such as White, or six hexadecimal digits.'),
  Columns: required(wholeNumber(1, 10_000), 'The pictures beside each other.'),
  Lines: required(wholeNumber(1, 10_000), 'The pictures below each other.'),
  ScaleMethod: optional(
    choice(['DirectScale', 'MaxWHScale', 'MaxWHScaleAndPad']),
    'How a picture comes into a cell with both sides: stretched, as large as fits, or that with Color around it.',
    { default: 'DirectScale' },
  ),
})
export type SpriteBlock = z.infer<typeof SpriteBlock>

/** In the order that a response shows it in. */
export const SnapshotBlock = z.object({
  Mode: optional(
    choice(['Interval', 'Average', 'KeyFrame']),
    'Which pictures are taken: at each TimeInterval, spread evenly, or the key frames.',
    { default: 'Interval' },
  ),
  Start: optional(decimal({ min: 0, max: 1_000_000 }, { unit: 's' }), 'Where the first is taken.', {
    default: '0',
  }),
  TimeInterval: optional(
    decimal({ above: 0, max: 3_600 }, { unit: 's' }),
    'The time from one picture to the next; without it every frame is taken.',
  ),
  Count: required(wholeNumber(1, 10_000), 'The most pictures that are taken.'),
  Width: optional(wholeNumber(128, 4_096, SIDE), 'The width; else from Height, or that of the input.'),
  Height: optional(wholeNumber(128, 4_096, SIDE), 'The height; else from Width, or that of the input.'),
  CIParam: optional(
    text(),
    'The format of the pictures: imageMogr2/format/ with jpg, png or webp; else the extension of the key decides.',
  ),
  IsCheckCount: optional(flag(), 'Whether pictures are spread evenly where the input is too short for all.', {
    default: 'false',
  }),
  IsCheckBlack: optional(flag(), 'Whether black frames are left out.', { default: 'false' }),
  // The defaults of FFmpeg's own filter for black frames.
  BlackLevel: optional(
    wholeNumber(30, 100, { unit: '%' }),
    'The share of dark pixels from which a frame is black.',
    { default: '98' },
  ),
  PixelBlackThreshold: optional(wholeNumber(0, 255), 'The brightness up to which a pixel is dark.', {
    default: '32',
  }),
  SnapshotOutMode: optional(
    choice(['OnlySnapshot', 'OnlySprite', 'SnapshotAndSprite']),
    'What is written; else what Output.Object and Output.SpriteObject name.',
  ),
  SpriteSnapshotConfig: optional(
    unlessBlank(SpriteBlock),
    'How pictures are put on one sheet; required where sprites are written.',
  ),
})

export const SnapshotOperation = z.object({
  Snapshot: required(SnapshotBlock, 'Which pictures are taken, unless TemplateId names a template.'),
})
