import { AV_CHANNEL_ORDER_NATIVE } from 'node-av/constants'
import { Rational, avChannelLayoutDefault, avGetPixFmtName, avGetSampleFmtName } from 'node-av/lib'
import type { ChannelLayout, Frame, IRational, Stream } from 'node-av/lib'
import { asPixelFormat, asSampleFormat } from './frame-formats.ts'

/** What filters have to know of frames. */
export type Described = Pick<
  Frame,
  | 'width'
  | 'height'
  | 'format'
  | 'sampleAspectRatio'
  | 'colorSpace'
  | 'colorRange'
  | 'sampleRate'
  | 'channelLayout'
>

/** Returns what the header says of a stream's frames. */
export function claimedShape(stream: Stream): Described {
  const { width, height, format, colorSpace, colorRange, sampleRate, channelLayout } = stream.codecpar
  const sampleAspectRatio = pixelShape(stream) ?? stream.codecpar.sampleAspectRatio
  return { width, height, format, sampleAspectRatio, colorSpace, colorRange, sampleRate, channelLayout }
}

/** Returns the shape of pixels that the container has, which a player prefers to that of the codec. */
export function pixelShape({ sampleAspectRatio }: Stream): Rational | undefined {
  const { num, den } = sampleAspectRatio
  return num > 0 && den > 0 ? new Rational(num, den) : undefined
}

export interface StreamClock {
  readonly timeBase: IRational
  /** Frames per second; absent for audio, and if it is unknown. */
  readonly frameRate?: IRational | undefined
}

/** Returns the source of a graph for such frames, in FFmpeg's syntax; `undefined` if they are not known well enough. */
export function videoSource(frame: Described, { timeBase, frameRate }: StreamClock): string | undefined {
  const format = avGetPixFmtName(asPixelFormat(frame.format))
  if (format === null || frame.width <= 0 || frame.height <= 0) return undefined
  const { num, den } = frame.sampleAspectRatio
  return [
    `video_size=${frame.width}x${frame.height}`,
    `pix_fmt=${format}`,
    `time_base=${timeBase.num}/${timeBase.den}`,
    `pixel_aspect=${num}/${Math.max(den, 1)}`,
    `colorspace=${frame.colorSpace}`,
    `range=${frame.colorRange}`,
    ...(frameRate ? [`frame_rate=${frameRate.num}/${frameRate.den}`] : []),
  ].join(':')
}

export function audioSource(
  frame: Pick<Described, 'format' | 'sampleRate' | 'channelLayout'>,
  { timeBase }: StreamClock,
): string | undefined {
  const format = avGetSampleFmtName(asSampleFormat(frame.format))
  const { nbChannels, mask } = usualLayout(frame.channelLayout)
  if (format === null || frame.sampleRate <= 0 || nbChannels <= 0) return undefined
  return [
    `time_base=${timeBase.num}/${timeBase.den}`,
    `sample_rate=${frame.sampleRate}`,
    `sample_fmt=${format}`,
    `channel_layout=0x${mask.toString(16)}`,
  ].join(':')
}

/** Channels without names get the usual names for their number. */
export function usualLayout(layout: ChannelLayout): ChannelLayout {
  return layout.order === AV_CHANNEL_ORDER_NATIVE ? layout : avChannelLayoutDefault(layout.nbChannels)
}

/** Sets the usual names for channels without any, by their number. */
export function nameChannels(frame: Frame): void {
  const { channelLayout } = frame
  if (channelLayout.order !== AV_CHANNEL_ORDER_NATIVE) frame.channelLayout = usualLayout(channelLayout)
}

/** Frames per second. */
const USUAL_RATE = 25
/** Below this a recording has pauses, and a cut may begin in one, frames per second. */
const LOWEST_RATE = 5

/**
 * Returns the rate that FFmpeg's own program would use: the lowest that fits all times, unless it is absurd. One with
 * pauses gets a multiple of it, so that times of a part of it fit as well.
 */
export function frameRateOf(stream: Stream): IRational | undefined {
  const { rFrameRate: exact, avgFrameRate: average } = stream
  if (exact.num <= 0 || exact.den <= 0)
    return average.num > 0 && average.den > 0 ? raised(average) : undefined
  const isAbsurd = average.num > 0 && average.den > 0 && average.toDouble() < 70 && exact.toDouble() > 210
  return raised(isAbsurd ? average : exact)
}

function raised({ num, den }: IRational): IRational {
  return num / den < LOWEST_RATE ? { num: num * Math.ceil((USUAL_RATE * den) / num), den } : { num, den }
}

/** Returns how long a picture lasts at a rate, seconds; undefined: the rate is not known. */
export function pictureLength(rate: IRational | undefined): number {
  return rate ? rate.den / rate.num : 1 / USUAL_RATE
}
