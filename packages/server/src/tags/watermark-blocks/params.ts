import { z } from 'zod'
import { list, optional, required } from '../parameters/fields.ts'
import { choice, decimal, flag, KINDS, text, wholeNumber } from '../parameters/kinds.ts'

export const POSITIONS = [
  'TopRight',
  'TopLeft',
  'BottomRight',
  'BottomLeft',
  'Left',
  'Right',
  'Top',
  'Bottom',
  'Center',
] as const
export type Position = (typeof POSITIONS)[number]

/** The vendor's names; what is drawn with is one open font that has them all. */
const FONTS = [
  'simfang.ttf',
  'simhei.ttf',
  'simkai.ttf',
  'simsun.ttc',
  'STHeiti-Light.ttc',
  'STHeiti-Medium.ttc',
  'youyuan.TTF',
  'ariblk.ttf',
  'arial.ttf',
  'ahronbd.ttf',
  'Helvetica.dfont',
  'HelveticaNeue.dfont',
] as const

/** Clients leave out what follows the dot. */
function fontName(): z.ZodType<(typeof FONTS)[number], string> {
  const nameOf = (file: string): string => file.slice(0, file.lastIndexOf('.')).toLowerCase()
  const schema = z
    .string()
    .transform((text) => FONTS.find((font) => nameOf(font) === text.toLowerCase()) ?? text)
    .pipe(choice(FONTS))
  KINDS.add(schema, { kind: 'choice', choices: FONTS })
  return schema
}

function color(): z.ZodString {
  const schema = z.string().regex(/^(0x|#)[0-9a-f]{6}$/i, { error: 'must be a colour such as 0xF0F0F0' })
  KINDS.add(schema, { kind: 'text' })
  return schema
}

export const PlaceBlock = z.object({
  Type: required(choice(['Text', 'Image']), 'What is drawn.'),
  Pos: required(choice(POSITIONS), 'Where it is drawn.'),
  LocMode: required(
    choice(['Relativity', 'Absolute']),
    'What Dx and Dy are: percent of the picture, from 0 to 100, or pixels, from 0.',
  ),
  Dx: optional(decimal({ min: -4_096, max: 4_096 }), 'The distance from the side that Pos names.', {
    default: '0',
  }),
  Dy: optional(decimal({ min: -4_096, max: 4_096 }), 'The distance from the top or bottom that Pos names.', {
    default: '0',
  }),
  StartTime: optional(decimal({ min: 0 }, { unit: 's' }), 'When it appears in the output.', { default: '0' }),
  EndTime: optional(
    decimal({ min: 0 }, { unit: 's' }),
    'When it disappears, later than StartTime; else at the end.',
  ),
})

export const SlideBlock = z.object({
  SlideMode: optional(choice(['Default', 'ScrollFromLeft']), 'Only Default is implemented here.', {
    default: 'Default',
  }),
  XSlideSpeed: optional(wholeNumber(0, 10), 'Only 0 is implemented here.', { default: '0' }),
  YSlideSpeed: optional(wholeNumber(0, 10), 'Only 0 is implemented here.', { default: '0' }),
})

export type SlideBlock = z.infer<typeof SlideBlock>

const TRANSPARENCY = 'How much it covers what is below; 100 hides that.'

export const ImageBlock = z.object({
  Url: required(text(1_024), 'The URL of an object in the bucket of the job.'),
  Mode: required(
    choice(['Original', 'Proportion', 'Fixed']),
    'What its size is: its own, percent of the picture, or pixels.',
  ),
  Width: optional(
    wholeNumber(1, 4_096),
    'The width: at most 100 with Mode Proportion, at least 8 with Fixed, which need it or Height.',
  ),
  Height: optional(
    wholeNumber(1, 4_096),
    'The height: at most 100 with Mode Proportion, at least 8 with Fixed, which need it or Width.',
  ),
  Transparency: required(wholeNumber(1, 100, { unit: '%' }), TRANSPARENCY),
  Background: optional(flag(), 'Only false is implemented here.', { default: 'false' }),
})
export type ImageBlock = z.infer<typeof ImageBlock>

export const TextBlock = z.object({
  FontSize: required(wholeNumber(5, 100, { unit: 'px' }), 'The height of the letters.'),
  FontType: required(fontName(), 'The font, with or without its ending; all stand for one open font.'),
  FontColor: required(color(), 'The colour, as 0xRRGGBB or #RRGGBB.'),
  Transparency: required(wholeNumber(1, 100, { unit: '%' }), TRANSPARENCY),
  Text: required(text(64), 'What is written.'),
})
export type TextBlock = z.infer<typeof TextBlock>

/** A Watermark element of a request. */
const WatermarkBlock = PlaceBlock.extend({
  SlideConfig: optional(SlideBlock, 'How it moves: it does not move here.'),
  Image: optional(ImageBlock, 'The picture; required with Type Image.'),
  Text: optional(TextBlock, 'The text; required with Type Text.'),
})

export const MOST_WATERMARKS = 3

/** The elements of an Operation that say what is drawn. */
export const WatermarkFields = {
  Watermark: optional(
    list(WatermarkBlock, MOST_WATERMARKS),
    'What is drawn on the picture, unless WatermarkTemplateId names it.',
  ),
  WatermarkTemplateId: optional(
    list(text(), MOST_WATERMARKS),
    'The id of a template of Watermark, which takes precedence over Watermark.',
  ),
}

/** One watermark as it was sent, in a job or in a template. */
export const Watermark = z.object({
  place: PlaceBlock,
  slide: SlideBlock.exactOptional(),
  image: ImageBlock.exactOptional(),
  text: TextBlock.exactOptional(),
})
export type Watermark = z.infer<typeof Watermark>

/** A watermark of a job: its image is an object of the job's bucket. */
export const JobWatermark = z.object({
  watermark: Watermark,
  templateId: z.string().exactOptional(),
  imageKey: z.string().exactOptional(),
})
export type JobWatermark = z.infer<typeof JobWatermark>
