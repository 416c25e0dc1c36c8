import type { Conversion } from '../../media/convert/conversion.ts'
import { MediaRefusal } from '../../media/refusal.ts'
import type { Probe, VideoProbe } from '../../media/probe-shape.ts'
import { containerOf } from './containers.ts'
import { usualPreset, usualProfile, videoCodec } from './defaults.ts'
import { drawWatermarks } from './draw-watermarks.ts'
import type { PlannedFiles } from './files.ts'
import { defaultOf } from '../parameters/fields.ts'
import { ClipBlock, unlessNone, type TransConfigBlock, VideoBlock } from './blocks.ts'
import type { VideoCodec } from './codecs.ts'
import type { Params } from './params.ts'
import { planSize, type Size } from './plan-size.ts'

type VideoPlan = NonNullable<Conversion['video']>

/** Where neither a rate nor a quality is requested. */
const USUAL_CRF = '25'
/** The encoder rejects a better quality than the best that its quantizer is allowed. */
const VP8_LEAST_CRF = 4
/** Pixels of a side. With less than a block of 64 the encoder of H.265 writes where it must not. */
const LEAST_SIDES = { 'H.264': 2, 'H.265': 64, VP8: 2, VP9: 2, AV1: 4 } as const satisfies Record<
  VideoCodec,
  number
>
const LEAST_RATED_AV1_SIDE = 64
/** Seconds that the buffer of AV1's encoder may hold. */
const AV1_BUFFER_S = { least: 0.02, most: 10 } as const
/** What players know of VP8 and VP9; the encoder lists more that it then rejects. */
const MAYBE_CLEAR = 'yuv420p|yuva420p'
const HDR_TRANSFERS = ['smpte2084', 'arib-std-b67']
const TO_SDR =
  'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p'
const SDR_COLOURS = { color_primaries: 'bt709', color_trc: 'bt709', colorspace: 'bt709' } as const
/** FFmpeg counts the length of a segment of dash in µs of 31 bits. */
const LONGEST_DASH_CLIP_S = 2_147

/** How the picture is encoded. Throws MediaRefusal for a source that the job's own checks reject. */
export function planVideo(
  { settings, removeWatermark, watermarks }: Params,
  source: VideoProbe,
  {
    files,
    threads,
    input,
  }: { readonly files: PlannedFiles; readonly threads: number; readonly input: Probe },
): VideoPlan {
  const { container, video = {}, config = {} } = settings
  const codec = videoCodec(container.Format, video)
  const size = planSize(video, config, source)
  const rate = plannedBitrate(video, config, sourceBitrate(source, input))
  rejectTiny(codec, size, rate)
  const isHdr = config.IsHdr2Sdr === 'true' && HDR_TRANSFERS.includes(source.colorTransfer)
  const pixelFormat =
    video.Pixfmt === 'auto' ? undefined : (video.Pixfmt ?? defaultOf(VideoBlock.shape.Pixfmt))
  const graph = drawWatermarks(
    [
      ...(removeWatermark ? [delogo(removeWatermark, source)] : []),
      ...(isHdr ? [TO_SDR] : []),
      ...size.filters,
    ],
    { watermarks, files, size, pixelFormat: pixelFormat ?? source.pixelFormat ?? '' },
  )
  const isVpx = codec === 'VP8' || codec === 'VP9'
  const encodedFormat = pixelFormat ?? (isVpx ? MAYBE_CLEAR : undefined)
  const frameRate = planFrameRate(video, config, source)
  const gop = unlessNone(video.Gop)
  const isPlaylist = containerOf(container.Format).isPlaylist === true
  const isQuickTime = container.Format === 'mp4' || container.Format === 'mov'
  return {
    kind: 'encode',
    encoder: ENCODERS[codec],
    options: {
      ...speedOptions(codec, video, threads),
      // A picture with transparency, which it may turn out to be, can't have the frames that these are.
      ...(encodedFormat === MAYBE_CLEAR && { 'auto-alt-ref': '0' }),
      ...rateOptions(codec, video, rate),
      ...(gop !== undefined && { g: gop }),
      ...(isPlaylist && codec === 'H.264' && { 'forced-idr': '1' }),
      ...(isHdr && SDR_COLOURS),
    },
    filters: graph,
    ...(frameRate !== undefined && { frameRate }),
    ...(encodedFormat !== undefined && { pixelFormat: encodedFormat }),
    ...(isPlaylist && { keyFrameEveryS: clipSeconds(settings) }),
    // Players of one vendor know H.265 by this name alone.
    ...(codec === 'H.265' && isQuickTime && { tag: 'hvc1' }),
  }
}

function rejectTiny(codec: VideoCodec, { width, height }: Size, rate: number | undefined): void {
  const isRated = codec === 'AV1' && rate !== undefined
  const least = isRated ? LEAST_RATED_AV1_SIDE : LEAST_SIDES[codec]
  if (Math.min(width, height) >= least) return
  throw new MediaRefusal(
    'ResourceNotSupported',
    `The picture would be ${width}x${height}; ${codec}${isRated ? ' with a Bitrate' : ''} needs ${least} pixels a side.`,
  )
}

/** Seconds of a segment. */
export function clipSeconds({ container, clip, video }: Params['settings']): number {
  const { Duration = video?.HlsTsTime ?? video?.DashSegment ?? defaultOf(ClipBlock.shape.Duration) } =
    clip ?? {}
  const wanted = Number(Duration)
  return container.Format === 'dash' ? Math.min(wanted, LONGEST_DASH_CLIP_S) : wanted
}

const ENCODERS = {
  'H.264': 'libx264',
  'H.265': 'libx265',
  VP8: 'libvpx',
  VP9: 'libvpx-vp9',
  AV1: 'libsvtav1',
} as const satisfies Record<VideoCodec, string>

function speedOptions(codec: VideoCodec, video: VideoBlock, threads: number): Record<string, string> {
  const preset = video.Preset ?? usualPreset(codec)
  const isRealtime = preset === 'realtime'
  const deadline = isRealtime ? 'realtime' : 'good'
  switch (codec) {
    case 'H.264': {
      const profile = video.Profile ?? usualProfile(video)
      return { preset, ...(profile !== 'auto' && { profile }) }
    }
    case 'H.265':
      return { preset, 'x265-params': `pools=${threads}:log-level=none` }
    case 'VP8':
      return { deadline, 'cpu-used': isRealtime ? '8' : '2' }
    case 'VP9':
      return { deadline, 'cpu-used': isRealtime ? '8' : '3', 'row-mt': '1' }
    case 'AV1':
      return { preset, 'svtav1-params': `lp=${threads}` }
  }
}

function rateOptions(
  codec: VideoCodec,
  video: VideoBlock,
  bitrate: number | undefined,
): Record<string, string> {
  const maxrate = unlessNone(video.Maxrate)
  const limits = maxrate === undefined ? {} : rateLimits(codec, Number(maxrate), unlessNone(video.Bufsize))
  if (bitrate !== undefined) return { b: String(bitrate), ...limits }
  const crf = unlessNone(video.Crf) ?? USUAL_CRF
  switch (codec) {
    // Without a bound the quality can't be kept.
    case 'VP8':
      return { crf: String(Math.max(Number(crf), VP8_LEAST_CRF)), b: '50M' }
    case 'VP9':
      return { crf, b: '0' }
    case 'AV1':
      // Zero is not the best but none at all.
      return { crf: String(Math.max(Math.round(Number(crf)), 1)), ...limits }
    // Below, it goes over to a lossless way that few players know and most profiles do not have.
    case 'H.264':
      return { crf: String(Math.max(Number(crf), 1)), ...limits }
    case 'H.265':
      return { crf, ...limits }
  }
}

/** The encoders only apply a limit together with the buffer that it holds for. */
function rateLimits(
  codec: VideoCodec,
  maxrate: number,
  wanted: string | undefined,
): Record<'maxrate' | 'bufsize', string> {
  const bufsize = wanted === undefined ? maxrate * 2 : Number(wanted)
  const { least, most } = codec === 'AV1' ? AV1_BUFFER_S : { least: 0, most: Infinity }
  return {
    maxrate: `${maxrate}k`,
    bufsize: `${Math.min(Math.max(bufsize, maxrate * least), maxrate * most)}k`,
  }
}

/** Bits per second; none: quality decides. */
function plannedBitrate(
  video: VideoBlock,
  config: TransConfigBlock,
  sourceBits: number | undefined,
): number | undefined {
  const rate = unlessNone(video.Bitrate)
  if (unlessNone(video.Crf) !== undefined || rate === undefined || rate === 'auto') return undefined
  const bits = Number(rate) * 1_000
  if (config.IsCheckVideoBitrate !== 'true' || sourceBits === undefined || bits <= sourceBits) return bits
  if (config.VideoBitrateAdjMethod !== '1') return sourceBits
  throw new MediaRefusal(
    'InvalidArgument',
    `The video of the input has ${Math.round(sourceBits / 1_000)} kbit/s, less than the ${rate} that Video.Bitrate asks for.`,
  )
}

/** A file that has but one stream says its rate where the stream does not. */
function sourceBitrate(source: VideoProbe, input: Probe): number | undefined {
  return source.bitRate ?? (input.streams.length === 1 ? input.format.bitRate : undefined)
}

function planFrameRate(video: VideoBlock, config: TransConfigBlock, source: VideoProbe): string | undefined {
  if (video.Fps === undefined) return undefined
  const rate = source.averageFrameRate ?? source.frameRate
  if (config.IsCheckVideoFps !== 'true' || !rate || Number(video.Fps) <= rate.num / rate.den) return video.Fps
  if (config.VideoFpsAdjMethod !== '1') return `${rate.num}/${rate.den}`
  throw new MediaRefusal(
    'InvalidArgument',
    `The input has ${(rate.num / rate.den).toFixed(3)} frames per second, less than the ${video.Fps} that Video.Fps asks for.`,
  )
}

/** The filter reads the pixels around the place, so that it has to end before the edge. */
function delogo(block: NonNullable<Params['removeWatermark']>, source: VideoProbe): string {
  const isOnSide = source.rotation % 180 !== 0
  const [width, height] = isOnSide ? [source.height, source.width] : [source.width, source.height]
  const left = Math.max(Number(block.Dx), 1)
  const top = Math.max(Number(block.Dy), 1)
  const right = Math.min(Number(block.Dx) + Number(block.Width), width - 1)
  const bottom = Math.min(Number(block.Dy) + Number(block.Height), height - 1)
  if (right <= left || bottom <= top)
    throw new MediaRefusal(
      'InvalidArgument',
      `RemoveWatermark lies outside of the picture of ${width}x${height}.`,
    )
  return `delogo=${left}:${top}:${right - left}:${bottom - top}`
}
