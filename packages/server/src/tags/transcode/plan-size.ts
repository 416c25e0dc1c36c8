import { MediaRefusal } from '../../media/refusal.ts'
import type { VideoProbe } from '../../media/probe-shape.ts'
import type { TransConfigBlock, VideoBlock } from './blocks.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

export interface SizePlan extends Size {
  /** Filters that bring the source to this size. */
  readonly filters: readonly string[]
}

/** The size of the output's picture. Throws MediaRefusal when the source is too small for a job that minds. */
export function planSize(video: VideoBlock, config: TransConfigBlock, source: VideoProbe): SizePlan {
  const upright = turnedSize(pixels(source), source.rotation)
  const degrees = Number(video.Rotate ?? 0)
  const stored = evenSize(turnedSize(upright, degrees))
  const turn = turnFilters(upright, degrees)
  const shown = turnedSize(turnedSize(displayed(source), source.rotation), degrees)
  const wanted = wantedSize(video, shown)
  const isTooLarge = wanted && (wanted.width > stored.width || wanted.height > stored.height)
  if (isTooLarge === true && config.IsCheckReso === 'true' && config.ResoAdjMethod === '1')
    throw new MediaRefusal(
      'InvalidArgument',
      `The picture of the input is ${stored.width}x${stored.height}, smaller than the ${wanted.width}x${wanted.height} that Video.Width and Video.Height ask for.`,
    )
  if (!wanted || (isTooLarge === true && config.IsCheckReso === 'true')) {
    const isEven = upright.width % 2 === 0 && upright.height % 2 === 0
    return { ...stored, filters: isEven ? turn : [...turn, `crop=${stored.width}:${stored.height}:0:0`] }
  }
  const isBoth = video.Width !== undefined && video.Height !== undefined
  return { ...wanted, filters: [...turn, fitFilters(wanted, shown, isBoth ? config.AdjDarMethod : 'scale')] }
}

function wantedSize(video: VideoBlock, shown: Size): Size | undefined {
  if (video.Width === undefined && video.Height === undefined) return undefined
  const isSwapped = video.LongShortMode === 'true' && shown.width < shown.height
  const width = isSwapped ? video.Height : video.Width
  const height = isSwapped ? video.Width : video.Height
  const aspect = shown.width / shown.height
  return {
    width: width === undefined ? even(Number(height) * aspect) : Number(width),
    height: height === undefined ? even(Number(width) / aspect) : Number(height),
  }
}

/** None: the pixels are fitted, and the container says that they are to be shown in the old proportions. */
function fitFilters({ width, height }: Size, shown: Size, method: TransConfigBlock['AdjDarMethod']): string {
  const plain = `scale=${width}:${height}`
  // By the proportions that are shown: a pixel need not be square.
  const isWider = shown.width / shown.height > width / height
  const inner = isWider
    ? { width, height: even((width * shown.height) / shown.width) }
    : { width: even((height * shown.width) / shown.height), height }
  const outer = isWider
    ? { width: even((height * shown.width) / shown.height), height }
    : { width, height: even((width * shown.height) / shown.width) }
  switch (method) {
    case 'scale':
      return `${plain},setsar=1`
    case 'crop':
      return `scale=${Math.max(outer.width, width)}:${Math.max(outer.height, height)},crop=${width}:${height},setsar=1`
    case 'pad':
      return `scale=${Math.min(inner.width, width)}:${Math.min(inner.height, height)},pad=${width}:${height}:-1:-1,setsar=1`
    case 'none':
    case undefined:
      return plain
  }
}

function turnFilters({ width, height }: Size, degrees: number): string[] {
  if (degrees === 0) return []
  if (degrees === 90) return ['transpose=clock']
  if (degrees === 180) return ['hflip,vflip']
  if (degrees === 270) return ['transpose=cclock']
  const turned = evenSize(turnedSize({ width, height }, degrees))
  return [`rotate=${degrees}*PI/180:ow=${turned.width}:oh=${turned.height}`]
}

function pixels({ width, height }: VideoProbe): Size {
  return { width, height }
}

function displayed({ width, height, sampleAspectRatio: aspect }: VideoProbe): Size {
  return { width: aspect ? (width * aspect.num) / aspect.den : width, height }
}

/** What holds a picture of this size that is turned. */
function turnedSize({ width, height }: Size, degrees: number): Size {
  if (degrees % 180 === 0) return { width, height }
  if (degrees % 90 === 0) return { width: height, height: width }
  const sin = Math.abs(Math.sin((degrees * Math.PI) / 180))
  const cos = Math.abs(Math.cos((degrees * Math.PI) / 180))
  return { width: width * cos + height * sin, height: width * sin + height * cos }
}

function evenSize({ width, height }: Size): Size {
  return { width: Math.max(Math.floor(width / 2) * 2, 2), height: Math.max(Math.floor(height / 2) * 2, 2) }
}

function even(length: number): number {
  return Math.max(Math.round(length / 2) * 2, 2)
}
