import {
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_SUBTITLE,
  AVMEDIA_TYPE_VIDEO,
  AV_DISPOSITION_ATTACHED_PIC,
  AV_NOPTS_VALUE,
  AV_OPT_TYPE_INT,
} from 'node-av/constants'
import { avChannelLayoutDescribe, avGetCodecName, avGetPixFmtName, avGetSampleFmtName } from 'node-av/lib'
import { Codec, CodecContext } from 'node-av/lib'
import type { CodecParameters, Stream } from 'node-av/lib'
import { codecLongName, colorPrimariesName, colorRangeName, colorTransferName } from './codec-names.ts'
import { displayMatrix, rotationOf } from './filters/display-matrix.ts'
import { openMedia, type OpenMedia } from './open-media.ts'
import {
  Probe,
  type AudioProbe,
  type ProbeRational,
  type OtherProbe,
  type VideoProbe,
} from './probe-shape.ts'
import { firstShape } from './first-shape.ts'
import type { Described } from './frame-shape.ts'
import { bestStream } from './streams.ts'

/** A file's own times are in microseconds. */
const FILE_TIME_BASE = { num: 1, den: 1_000_000 }
const FIELD_ORDERS = [undefined, 'progressive', 'tt', 'bb', 'tb', 'bt'] as const
/** Demuxers of single pictures and animations, which have no language. */
const PICTURE_DEMUXER = /(^|,)(gif|apng|webp\w*|image2|\w+_pipe)(,|$)/

export function isPictureDemuxer(formatName: string): boolean {
  return PICTURE_DEMUXER.test(formatName)
}

/**
 * Returns the metadata of a local media file. Runs in a media child.
 * @throws {MediaRefusal} when it is no media file, or a playlist.
 */
export function probeFile(path: string): Probe {
  using media = openMedia(path)
  return probeOpen(media)
}

/** As read: missing values are undefined, which JSON leaves out. */
type Draft<T> = { readonly [K in keyof T]?: T[K] | undefined }
type DraftStream = Draft<VideoProbe> | Draft<AudioProbe> | Draft<OtherProbe>

/** The same for an open file. */
export function probeOpen(media: OpenMedia): Probe {
  const { format, formatName, fileBytes } = media
  const hasLanguages = !isPictureDemuxer(formatName)
  const streams = format.streams
  const draft = {
    format: {
      name: formatName,
      longName: format.iformat?.longName ?? undefined,
      streams: streams.length,
      programs: format.nbPrograms,
      bestVideo: bestStream(format, 'video')?.index,
      bestAudio: bestStream(format, 'audio')?.index,
      startTimeS: seconds(format.startTime, FILE_TIME_BASE),
      durationS: media.claimedS,
      bitRate: positive(format.bitRate),
      bytes: fileBytes,
    },
    streams: streams.map((stream) => probeStream(stream, media, hasLanguages)),
  }
  return Probe.parse(JSON.parse(JSON.stringify(draft)))
}

function probeStream(stream: Stream, media: OpenMedia, hasLanguages: boolean): DraftStream {
  const par = stream.codecpar
  const tags = tagsOf(stream)
  const { num, den } = stream.timeBase
  const common = {
    index: stream.index,
    codecName: avGetCodecName(par.codecId) ?? 'none',
    codecLongName: codecLongName(par.codecId),
    codecTag: par.codecTag >>> 0,
    codecTagString: par.codecTagString ?? '[0][0][0][0]',
    profile: Codec.findDecoder(par.codecId)?.profiles?.find(({ profile }) => profile === par.profile)?.name,
    timeBase: { num, den },
    startTimeS: seconds(stream.startTime, stream.timeBase),
    durationS: seconds(stream.duration, stream.timeBase) ?? clockTime(tags.get('duration')) ?? media.claimedS,
    bitRate: positive(par.bitRate) ?? taggedNumber(tags.get('bps')),
    frames: positive(stream.nbFrames) ?? taggedNumber(tags.get('number_of_frames')),
    language: hasLanguages ? (tags.get('language') ?? 'und') : undefined,
  }
  switch (par.codecType) {
    case AVMEDIA_TYPE_VIDEO:
      return { ...common, ...probeVideo(stream, par) }
    case AVMEDIA_TYPE_AUDIO:
      return { ...common, ...probeAudio(par, firstShape(media, stream)) }
    case AVMEDIA_TYPE_SUBTITLE:
      return { ...common, type: 'subtitle' }
    default:
      return { ...common, type: 'other' }
  }
}

function probeVideo(stream: Stream, par: CodecParameters): Draft<VideoProbe> {
  const sampleAspectRatio = ratio(stream.sampleAspectRatio) ?? ratio(par.sampleAspectRatio)
  using context = decoderContext(par)
  return {
    type: 'video',
    width: par.width,
    height: par.height,
    pixelFormat: avGetPixFmtName(context.pixelFormat) ?? undefined,
    sampleAspectRatio,
    displayAspectRatio:
      sampleAspectRatio &&
      ratio({ num: sampleAspectRatio.num * par.width, den: sampleAspectRatio.den * par.height }),
    frameRate: ratio(stream.rFrameRate),
    averageFrameRate: ratio(stream.avgFrameRate),
    level: par.level,
    bFrames: par.videoDelay,
    refFrames: context.getOption('refs', AV_OPT_TYPE_INT) ?? 1,
    fieldOrder: FIELD_ORDERS[context.getOption('field_order', AV_OPT_TYPE_INT) ?? 0],
    colorRange: colorRangeName(par.colorRange),
    colorPrimaries: colorPrimariesName(par.colorPrimaries),
    colorTransfer: colorTransferName(par.colorTrc),
    rotation: rotationOf(displayMatrix(par)),
    isPicture: stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC),
  }
}

function probeAudio(
  par: CodecParameters,
  { sampleRate, channelLayout }: Pick<Described, 'sampleRate' | 'channelLayout'>,
): Draft<AudioProbe> {
  using context = decoderContext(par)
  return {
    type: 'audio',
    sampleFormat: avGetSampleFmtName(context.sampleFormat) ?? undefined,
    sampleRate,
    channels: channelLayout.nbChannels,
    channelLayout: avChannelLayoutDescribe(channelLayout) ?? undefined,
  }
}

/** Reads values that the stream's own parameters don't have. It is never opened. */
function decoderContext(par: CodecParameters): CodecContext {
  const context = new CodecContext()
  context.allocContext3(Codec.findDecoder(par.codecId))
  context.parametersToContext(par)
  return context
}

function seconds(time: bigint, { num, den }: ProbeRational): number | undefined {
  return time === AV_NOPTS_VALUE || den === 0 ? undefined : (Number(time) * num) / den
}

/** Matroska writes its tags in capitals, and appends the language to some. */
function tagsOf(stream: Stream): ReadonlyMap<string, string> {
  const tags = Object.entries(stream.metadata?.getAll() ?? {})
  return new Map(tags.map(([name, value]) => [name.toLowerCase().replace(/-eng$/, ''), value]))
}

/** Seconds of a time such as `00:01:02.500000000`. */
function clockTime(text: string | undefined): number | undefined {
  const [, hours, minutes, rest] = /^(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text ?? '') ?? []
  return hours === undefined ? undefined : Number(hours) * 3_600 + Number(minutes) * 60 + Number(rest)
}

function taggedNumber(text: string | undefined): number | undefined {
  const value = Number(text ?? 0)
  return Number.isSafeInteger(value) && value > 0 ? value : undefined
}

function positive(value: bigint): number | undefined {
  return value > 0n ? Number(value) : undefined
}

function ratio({ num, den }: ProbeRational): ProbeRational | undefined {
  if (num <= 0 || den <= 0) return undefined
  let [larger, smaller] = [num, den]
  while (smaller > 0) [larger, smaller] = [smaller, larger % smaller]
  return { num: num / larger, den: den / larger }
}
