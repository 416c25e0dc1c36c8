import {
  invalidArgument,
  notImplemented,
  optionalField,
  pathOf,
  requiredField,
  skipFields,
  textAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import { optionalBlock, readBlock } from '../parameters/read-block.ts'
import { defaultOf } from '../parameters/fields.ts'
import { ImageBlock, PlaceBlock, SlideBlock, TextBlock, type Watermark } from './params.ts'

const USUAL_SLIDE = {
  SlideMode: defaultOf(SlideBlock.shape.SlideMode),
  XSlideSpeed: defaultOf(SlideBlock.shape.XSlideSpeed),
  YSlideSpeed: defaultOf(SlideBlock.shape.YSlideSpeed),
} as const satisfies SlideBlock

/** The body of POST /template, with the documented defaults of the containers that were sent. */
export function readWatermarkTemplate(request: FieldPath): Watermark {
  const { place, slide, image, text } = readWatermark(requiredField(request, 'Watermark'))
  return {
    place: { StartTime: defaultOf(PlaceBlock.shape.StartTime), ...place },
    ...(slide && { slide: { ...USUAL_SLIDE, ...slide } }),
    ...(image && { image: { Background: defaultOf(ImageBlock.shape.Background), ...image } }),
    ...(text && { text }),
  }
}

/** Throws InvalidArgument, and NotImplemented for what is not drawn here. */
export function readWatermark(place: FieldPath): Watermark {
  const base = readBlock(place, PlaceBlock)
  checkOffsets(place, base)
  const slide = optionalBlock(place, 'SlideConfig', SlideBlock)
  if (slide) rejectSlide(place, slide)
  // Some clients send both: Type says which is drawn.
  skipFields(place, base.Type === 'Text' ? 'Image' : 'Text')
  const common = { place: base, ...(slide && { slide }) }
  if (base.Type === 'Text') return { ...common, text: readBlock(requiredField(place, 'Text'), TextBlock) }
  const at = requiredField(place, 'Image')
  const image = readBlock(at, ImageBlock)
  checkImage(at, image)
  return { ...common, image }
}

function checkOffsets(place: FieldPath, { LocMode, Dx, Dy, StartTime, EndTime }: Watermark['place']): void {
  const max = LocMode === 'Relativity' ? 100 : 4_096
  const image = optionalField(place, 'Image')
  const isBackground = image && textAt(image, 'Background')?.toLowerCase() === 'true'
  for (const [name, value] of [
    ['Dx', Dx],
    ['Dy', Dy],
  ] as const) {
    if (value === undefined || isBackground === true || (Number(value) >= 0 && Number(value) <= max)) continue
    throw invalidArgument(`${pathOf(place, name)} must be a number from 0 to ${max} with LocMode ${LocMode}.`)
  }
  if (StartTime !== undefined && EndTime !== undefined && Number(EndTime) <= Number(StartTime))
    throw invalidArgument(`${pathOf(place, 'EndTime')} must be after StartTime.`)
}

function checkImage(place: FieldPath, image: ImageBlock): void {
  if (image.Background === 'true') throw notImplemented(`${pathOf(place, 'Background')} true`)
  if (image.Mode === 'Original') return
  if (image.Width === undefined && image.Height === undefined)
    throw invalidArgument(`${pathOf(place, 'Width')} or Height is required with Mode ${image.Mode}.`)
  const [min, max] = image.Mode === 'Proportion' ? [1, 100] : [8, 4_096]
  for (const name of ['Width', 'Height'] as const) {
    const value = image[name]
    if (value === undefined || (Number(value) >= min && Number(value) <= max)) continue
    throw invalidArgument(`${pathOf(place, name)} must be from ${min} to ${max} with Mode ${image.Mode}.`)
  }
}

function rejectSlide(
  place: FieldPath,
  { SlideMode, XSlideSpeed = '0', YSlideSpeed = '0' }: SlideBlock,
): void {
  if (SlideMode === 'ScrollFromLeft')
    throw notImplemented(`${pathOf(place, 'SlideConfig.SlideMode')} ${SlideMode}`)
  if (Number(XSlideSpeed) > 0)
    throw notImplemented(`${pathOf(place, 'SlideConfig.XSlideSpeed')} ${XSlideSpeed}`)
  if (Number(YSlideSpeed) > 0)
    throw notImplemented(`${pathOf(place, 'SlideConfig.YSlideSpeed')} ${YSlideSpeed}`)
}
