import path from 'node:path'
import type { Conversion, VideoEncoding } from '../../media/convert/conversion.ts'
import { filterValue } from '../../media/filters/filter-value.ts'
import type { Params } from './params.ts'

export interface AnimationOrder {
  readonly inputPath: string
  readonly outputPath: string
  /** Where the palette of a gif is written. */
  readonly directory: string
  /** Seconds; a longer input is rejected. */
  readonly maxDurationS: number
  readonly threads: number
}

/** Square pixels first: neither format can say that its pixels are not. */
const SQUARE_PIXELS = 'scale=clip(trunc(iw*sar)\\,1\\,16384):ih,setsar=1'

/**
 * What makes the animation, one conversion after the other. A gif takes two: its palette is chosen from all of its
 * frames, which would have to wait in memory if both were done in one.
 */
export function animationConversions(params: Params, order: AnimationOrder): readonly Conversion[] {
  const { inputPath, outputPath, directory, maxDurationS, threads } = order
  const { start, duration } = params.timeInterval
  const frames = frameSteps(params).join(',')
  const encode = (encoder: VideoEncoding['encoder'], filters: string): VideoEncoding => ({
    kind: 'encode',
    encoder,
    filters,
    options: {},
  })
  const rate = params.video.fps
  const shared = {
    inputPath,
    ...(start !== undefined && { startS: Number(start) }),
    ...(duration !== undefined && { durationS: Number(duration) }),
    dropsMetadata: true,
    threads,
    maxDurationS,
  }
  const animation = (muxer: 'gif' | 'webp', video: VideoEncoding): Conversion => ({
    ...shared,
    outputPath,
    muxer,
    // For ever.
    muxerOptions: { loop: '0' },
    video: { ...video, ...(rate !== undefined && { frameRate: rate }) },
  })
  switch (params.format) {
    case 'webp': {
      const { quality } = params.video
      const webp = encode('libwebp_anim', frames)
      return [animation('webp', { ...webp, options: quality === undefined ? {} : { quality } })]
    }
    case 'hgif':
      return [animation('gif', encode('gif', ownPalettes(frames)))]
    case 'gif': {
      const palettePath = path.join(directory, 'palette.png')
      const palette: Conversion = {
        ...shared,
        outputPath: palettePath,
        muxer: 'image2',
        muxerOptions: { update: '1' },
        video: encode('png', `${frames},palettegen`),
      }
      return [palette, animation('gif', encode('gif', onePalette(frames, palettePath)))]
    }
  }
}

/** Seconds from one frame to the next: a gif can't say less, and no player shows less. */
const SHORTEST_FRAME_S = 0.01
const LONGEST_SIDE = 4_096
/** Some recordings have more frames a second. */
const SHOWABLE = `select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,${SHORTEST_FRAME_S})`

/** Which frames, how large. Of three ways to choose frames, the first that is requested applies. */
function frameSteps({ video }: Params): string[] {
  const { framesPerSecond, onlyKeyFrames, frameInterval, fps } = video
  // Rounded up, a frame is never shown before its time.
  const chosen =
    framesPerSecond !== undefined
      ? `fps=fps=${framesPerSecond}:round=up`
      : onlyKeyFrames === 'true'
        ? `select=key,${SHOWABLE}`
        : frameInterval !== undefined
          ? `fps=fps=1/${Math.max(Number(frameInterval), SHORTEST_FRAME_S)}:round=up`
          : undefined
  return [...rateSteps(chosen, fps), SQUARE_PIXELS, ...sizeSteps(video)]
}

/** Fps is how fast the chosen frames are played; where none are chosen, it is how many there are, and the others cost nothing. */
function rateSteps(chosen: string | undefined, fps: string | undefined): string[] {
  if (chosen === undefined) return [fps === undefined ? SHOWABLE : `fps=${fps}`]
  return [chosen, ...(fps === undefined ? [] : ['settb=AVTB', `setpts=N/(${fps}*TB)`])]
}

function sizeSteps({ width, height }: Params['video']): string[] {
  if (width === undefined && height === undefined) return []
  return [
    `scale=${width ?? fitting('iw', 'ih', height)}:${height ?? fitting('ih', 'iw', width)}:flags=lanczos`,
  ]
}

/** In proportion, as far as that is a side at all: a damaged picture says any. */
function fitting(own: string, other: string, side = ''): string {
  return `clip(round(${own}*${side}/${other})\\,1\\,${LONGEST_SIDE})`
}

function ownPalettes(frames: string): string {
  return `[in]${frames},split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1[out]`
}

function onePalette(frames: string, palettePath: string): string {
  return `movie=filename=${filterValue(palettePath)}:format_name=png_pipe[p];[in]${frames}[x];[x][p]paletteuse[out]`
}
