import { avChannelLayoutDescribe, avGetPixFmtName, avGetSampleFmtName } from 'node-av/lib'
import type { FilterContext } from 'node-av/lib'
import type { AudioEncoding, VideoEncoding } from './conversion.ts'
import { findEncoder } from '../encoders.ts'
import { asPixelFormat, asSampleFormat } from '../frame-formats.ts'

/**
 * Option of the filter `format`: frames with the full range, as in photos and RGB, are converted to the narrow one of
 * films.
 */
export const NARROW_RANGE = 'color_ranges=unknown|tv'

/**
 * Returns the last steps of a graph: they convert frames to a format that the encoder supports, the nearest if there
 * is a choice.
 */
export function videoSteps({ encoder, frameRate, pixelFormat }: VideoEncoding): string[] {
  // Few players show a film in RGB.
  const taken = names(findEncoder(encoder).pixelFormats, avGetPixFmtName).filter(
    (name) => !name.startsWith('gb'),
  )
  const formats = pixelFormat ?? taken.join('|')
  // A YUV name without a j means the narrow range, while an overlaid image has the full one.
  const ranges = pixelFormat !== undefined && /^yuv(?!j)/.test(pixelFormat) ? `:${NARROW_RANGE}` : ''
  return [
    ...(frameRate === undefined ? [] : [`fps=${frameRate}`]),
    ...(formats === '' ? [] : [`format=pix_fmts=${formats}${ranges}`]),
  ]
}

/** Gaps become silence and overlaps are cut, so that sound stays in sync in every container. */
export const RESYNC = 'aresample=async=1:first_pts=0'

export function audioSteps({ encoder, sampleRate, sampleFormat, channelLayout }: AudioEncoding): string[] {
  const codec = findEncoder(encoder)
  const rates = sampleRate === undefined ? (codec.supportedSamplerates ?? []) : [sampleRate]
  const formats = sampleFormat === undefined ? names(codec.sampleFormats, avGetSampleFmtName) : [sampleFormat]
  const layouts =
    channelLayout === undefined ? names(codec.channelLayouts, avChannelLayoutDescribe) : [channelLayout]
  const wanted = [
    ...(formats.length > 0 ? [`sample_fmts=${formats.join('|')}`] : []),
    ...(rates.length > 0 ? [`sample_rates=${rates.join('|')}`] : []),
    ...(layouts.length > 0 ? [`channel_layouts=${layouts.join('|')}`] : []),
  ]
  return [`aformat=${wanted.join(':')}`]
}

/** Keeps the output of a later graph the same as what the encoder was opened with. */
export function pinnedVideo(sink: FilterContext): string[] {
  const size = `${sink.buffersinkGetWidth()}:${sink.buffersinkGetHeight()}`
  return [`scale=${size}`, `format=${avGetPixFmtName(asPixelFormat(sink.buffersinkGetFormat())) ?? ''}`]
}

export function pinnedAudio(sink: FilterContext, frameSize: number): string[] {
  const format = avGetSampleFmtName(asSampleFormat(sink.buffersinkGetFormat())) ?? ''
  const layout = avChannelLayoutDescribe(sink.buffersinkGetChannelLayout()) ?? ''
  return [
    `aformat=sample_fmts=${format}:sample_rates=${sink.buffersinkGetSampleRate()}:channel_layouts=${layout}`,
    // The encoder needs frames of one size; the last may be shorter.
    ...(frameSize > 0 ? [`asetnsamples=n=${frameSize}:p=0`] : []),
  ]
}

function names<T>(formats: readonly T[] | null, nameOf: (format: T) => string | null): string[] {
  return (formats ?? []).flatMap((format) => nameOf(format) ?? [])
}
