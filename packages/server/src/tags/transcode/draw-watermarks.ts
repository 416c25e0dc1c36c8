import { filterValue } from '../../media/filters/filter-value.ts'
import type { ImageBlock, JobWatermark, Position, TextBlock, Watermark } from '../watermark-blocks/params.ts'
import type { ImageFile, PlannedFiles } from './files.ts'
import type { Size } from './plan-size.ts'

export interface Drawing {
  readonly watermarks: readonly JobWatermark[]
  readonly files: Pick<PlannedFiles, 'images' | 'texts' | 'font'>
  /** Of the output's picture. */
  readonly size: Size
  /** FFmpeg's name, of the output or else of the source. */
  readonly pixelFormat: string
}

/** All but RGB's, as FFmpeg names them; RGB input is labelled with the first. */
const YUV_SPACES =
  'unknown|bt709|fcc|bt470bg|smpte170m|smpte240m|ycgco|bt2020nc|bt2020c|smpte2085|chroma-derived-nc|chroma-derived-c|ictcp'

/** The filters, and behind them the watermarks one above the other: the graph of an output's picture. */
export function drawWatermarks(
  filters: readonly string[],
  { watermarks, files, size, pixelFormat }: Drawing,
): string {
  if (watermarks.length === 0) return filters.join(',')
  const meeting = meetingOf(pixelFormat)
  // Without this, an RGB picture is still labelled as RGB after the overlay has made it YUV.
  const first = files.images.some((image) => image != null)
    ? `format=pix_fmts=${meeting.frames}:color_spaces=${YUV_SPACES}`
    : 'null'
  const chains = [`[in]${[...filters, first].join(',')}[v0]`]
  for (const [n, { watermark }] of watermarks.entries()) {
    const to = n === watermarks.length - 1 ? '[out]' : `[v${n + 1}]`
    const image = files.images[n]
    const text = files.texts[n]
    if (watermark.image && image != null) {
      chains.push(`${imageSource(image, watermark.image, size)}[w${n}]`)
      chains.push(`[v${n}][w${n}]overlay=${place(watermark, IMAGE_WORDS)}:format=${meeting.overlay}${to}`)
    } else if (watermark.text && text != null) {
      chains.push(
        `[v${n}]${textFilter(watermark.text, text, files.font)}:${place(watermark, TEXT_WORDS)}${to}`,
      )
    }
  }
  return chains.join(';')
}

/**
 * In what the pictures meet, as the overlay names it, and the frames that do so as they are, with transparency or without.
 * Left to itself the filter takes the image's RGB, and the film comes out with other colours.
 */
function meetingOf(pixelFormat: string): { readonly overlay: string; readonly frames: string } {
  const chroma = ['444', '422'].find((subsampling) => pixelFormat.includes(subsampling)) ?? '420'
  if (pixelFormat.includes('10'))
    return { overlay: `yuv${chroma}p10`, frames: `yuv${chroma}p10|yuva${chroma}p10` }
  return { overlay: `yuv${chroma}`, frames: `yuv${chroma}p|yuvj${chroma}p|yuva${chroma}p` }
}

/**
 * The first picture of a file, in the requested size and opacity. The filter opens the file only as the detected format.
 */
function imageSource({ path, demuxer }: ImageFile, image: ImageBlock, size: Size): string {
  const [width, height] = imageSize(image, size)
  const opening = `protocol_whitelist=file:format_whitelist=${demuxer}:enable_drefs=0`
  return [
    `movie=filename=${filterValue(path)}:format_name=${demuxer}:format_opts=${filterValue(opening)}`,
    'trim=end_frame=1',
    ...(width === -1 && height === -1 ? [] : [`scale=${width}:${height}`]),
    'format=rgba',
    `colorchannelmixer=aa=${Number(image.Transparency) / 100}`,
  ].join(',')
}

/** Pixels; -1: by the image's own proportions. */
function imageSize({ Mode, Width, Height }: ImageBlock, size: Size): readonly [number, number] {
  if (Mode === 'Original') return [-1, -1]
  const isShare = Mode === 'Proportion'
  const pixels = (value: string | undefined, whole: number): number => {
    if (value === undefined) return -1
    return isShare ? Math.max(Math.round((Number(value) * whole) / 100), 1) : Number(value)
  }
  return [pixels(Width, size.width), pixels(Height, size.height)]
}

/** The words come from a file, so that none of them means anything to FFmpeg. */
function textFilter(text: TextBlock, file: string, font: string): string {
  const color = `${text.FontColor.toLowerCase().replace('#', '0x')}@${Number(text.Transparency) / 100}`
  return [
    `drawtext=fontfile=${filterValue(font)}`,
    `textfile=${filterValue(file)}`,
    'expansion=none',
    `fontsize=${text.FontSize}`,
    `fontcolor=${color}`,
  ].join(':')
}

/** How the two filters call the sizes of the picture and of what is drawn. */
interface SizeWords {
  readonly width: string
  readonly height: string
  readonly ownWidth: string
  readonly ownHeight: string
}
const IMAGE_WORDS = { width: 'W', height: 'H', ownWidth: 'w', ownHeight: 'h' } as const
const TEXT_WORDS = { width: 'w', height: 'h', ownWidth: 'text_w', ownHeight: 'text_h' } as const

const SIDES = {
  TopLeft: ['start', 'start'],
  Top: ['middle', 'start'],
  TopRight: ['end', 'start'],
  Left: ['start', 'middle'],
  Center: ['middle', 'middle'],
  Right: ['end', 'middle'],
  BottomLeft: ['start', 'end'],
  Bottom: ['middle', 'end'],
  BottomRight: ['end', 'end'],
} as const satisfies Record<Position, readonly [Side, Side]>
type Side = 'start' | 'middle' | 'end'

function place(
  { place: { Pos, LocMode, Dx = '0', Dy = '0', StartTime, EndTime } }: Watermark,
  words: SizeWords,
): string {
  const [horizontal, vertical] = SIDES[Pos]
  const { width, height, ownWidth, ownHeight } = words
  const [dx, dy] = LocMode === 'Relativity' ? [`${width}*${Dx}/100`, `${height}*${Dy}/100`] : [Dx, Dy]
  const limits = [
    ...(StartTime === undefined ? [] : [`gte(t,${StartTime})`]),
    ...(EndTime === undefined ? [] : [`lt(t,${EndTime})`]),
  ]
  return [
    `x='${offset(horizontal, { whole: width, own: ownWidth, by: dx })}'`,
    `y='${offset(vertical, { whole: height, own: ownHeight, by: dy })}'`,
    ...(limits.length === 0 ? [] : [`enable='${limits.join('*')}'`]),
  ].join(':')
}

/** From the side that is named inwards; from the middle to the right and down. */
function offset(side: Side, { whole, own, by }: { whole: string; own: string; by: string }): string {
  switch (side) {
    case 'start':
      return by
    case 'middle':
      return `(${whole}-${own})/2+${by}`
    case 'end':
      return `${whole}-${own}-${by}`
  }
}
