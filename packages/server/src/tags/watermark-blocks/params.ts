import { z } from 'zod'
import { choice, decimal, flag, text, wholeNumber } from '../block-schema.ts'

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
  return z
    .string()
    .transform((text) => FONTS.find((font) => nameOf(font) === text.toLowerCase()) ?? text)
    .pipe(choice(FONTS))
}

export const PlaceBlock = z.object({
  Type: choice(['Text', 'Image']),
  Pos: choice(POSITIONS),
  LocMode: choice(['Relativity', 'Absolute']),
  /** Percent of the picture, or pixels; none: 0. */
  Dx: decimal({ min: -4_096, max: 4_096 }).exactOptional(),
  Dy: decimal({ min: -4_096, max: 4_096 }).exactOptional(),
  /** Seconds of the output. */
  StartTime: decimal({ min: 0 }).exactOptional(),
  EndTime: decimal({ min: 0 }).exactOptional(),
})

export const SlideBlock = z.object({
  SlideMode: choice(['Default', 'ScrollFromLeft']).exactOptional(),
  XSlideSpeed: wholeNumber(0, 10).exactOptional(),
  YSlideSpeed: wholeNumber(0, 10).exactOptional(),
})

export type SlideBlock = z.infer<typeof SlideBlock>

export const ImageBlock = z.object({
  Url: text(1_024),
  Mode: choice(['Original', 'Proportion', 'Fixed']),
  /** Percent of the picture's, or pixels. */
  Width: wholeNumber(1, 4_096).exactOptional(),
  Height: wholeNumber(1, 4_096).exactOptional(),
  /** Percent that covers what is below: 100 hides it. */
  Transparency: wholeNumber(1, 100),
  Background: flag().exactOptional(),
})
export type ImageBlock = z.infer<typeof ImageBlock>

export const TextBlock = z.object({
  /** Pixels. */
  FontSize: wholeNumber(5, 100),
  FontType: fontName(),
  FontColor: z.string().regex(/^(0x|#)[0-9a-f]{6}$/i, { error: 'must be a colour such as 0xF0F0F0' }),
  Transparency: wholeNumber(1, 100),
  Text: text(64),
})
export type TextBlock = z.infer<typeof TextBlock>

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
