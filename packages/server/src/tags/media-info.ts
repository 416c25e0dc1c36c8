import type {
  AudioProbe,
  FormatProbe,
  Probe,
  ProbeRational,
  SubtitleProbe,
  VideoProbe,
} from '../media/probe-shape.ts'
import { optionalText, type XmlNode } from '../protocol/xml/xml.ts'
import { inAlphabeticalOrder } from './show-operation.ts'

/** The MediaInfo element: what a media file says of itself. Jobs list it in alphabetical order, in their answers too. */
export function jobMediaInfo(probe: Probe): XmlNode {
  return ['MediaInfo', inAlphabeticalOrder(showProbe(probe))]
}

/** The same in the order of the synchronous call. */
export function synchronousMediaInfo(probe: Probe): XmlNode {
  return ['MediaInfo', showProbe(probe)]
}

function showProbe({ format, streams }: Probe): readonly XmlNode[] {
  const videos = streams.flatMap((stream) => (stream.type === 'video' ? [stream] : []))
  const audios = streams.flatMap((stream) => (stream.type === 'audio' ? [stream] : []))
  const subtitles = streams.flatMap((stream) => (stream.type === 'subtitle' ? [stream] : []))
  return [
    [
      'Stream',
      [
        ...elements('Video', videos.map(showVideo)),
        ...elements('Audio', audios.map(showAudio)),
        ...elements('Subtitle', subtitles.map(showSubtitle)),
      ],
    ],
    ['Format', showFormat(format)],
  ]
}

/** How the tags that make pictures show it. */
export const EMPTY_MEDIA_INFO: XmlNode = [
  'MediaInfo',
  [
    ['Format', []],
    [
      'Stream',
      [
        ['Audio', ''],
        ['Subtitle', ''],
        ['Video', ''],
      ],
    ],
  ],
]

function showVideo(video: VideoProbe): readonly XmlNode[] {
  return [
    ...showCodec(video),
    ['ColorPrimaries', video.colorPrimaries],
    ['ColorRange', video.colorRange],
    ['ColorTransfer', video.colorTransfer],
    ...optionalText('Profile', video.profile),
    ['Width', String(video.width)],
    ['Height', String(video.height)],
    ['HasBFrame', String(video.bFrames)],
    ['RefFrames', String(video.refFrames)],
    ...optionalText('Sar', ratio(video.sampleAspectRatio, ':')),
    ...optionalText('Dar', ratio(video.displayAspectRatio, ':')),
    ...optionalText('PixFormat', video.pixelFormat),
    ...optionalText('FieldOrder', video.fieldOrder),
    ['Level', String(video.level)],
    ...optionalText('Fps', quotient(video.frameRate)),
    ...optionalText('AvgFps', quotient(video.averageFrameRate)),
    ...showTimes(video),
    ...optionalText('NumFrames', video.frames?.toFixed(0)),
    ...optionalText('Language', video.language),
    ['Rotation', video.rotation.toFixed(6)],
  ]
}

function showAudio(audio: AudioProbe): readonly XmlNode[] {
  return [
    ...showCodec(audio),
    ...optionalText('SampleFmt', audio.sampleFormat),
    ['SampleRate', String(audio.sampleRate)],
    ['Channel', String(audio.channels)],
    ...optionalText('ChannelLayout', audio.channelLayout),
    ...showTimes(audio),
    ...optionalText('Language', audio.language),
  ]
}

function showSubtitle({ index, language }: SubtitleProbe): readonly XmlNode[] {
  return [['Index', String(index)], ...optionalText('Language', language)]
}

function showFormat(format: FormatProbe): readonly XmlNode[] {
  return [
    ['NumStream', String(format.streams)],
    ['NumProgram', String(format.programs)],
    ['FormatName', format.name],
    ...optionalText('FormatLongName', format.longName),
    ...optionalText('StartTime', format.startTimeS?.toFixed(6)),
    ...optionalText('Duration', format.durationS?.toFixed(6)),
    ...optionalText('Bitrate', kilobits(format.bitRate)),
    ['Size', String(format.bytes)],
  ]
}

function showCodec(stream: VideoProbe | AudioProbe): readonly XmlNode[] {
  // FFmpeg no longer has a time base of the codec; the values that the protocol prints are these.
  const codecTimeBase = stream.type === 'audio' ? { num: 1, den: stream.sampleRate } : stream.timeBase
  return [
    ['Index', String(stream.index)],
    ['CodecName', stream.codecName],
    ...optionalText('CodecLongName', stream.codecLongName),
    ...optionalText('CodecTimeBase', ratio(codecTimeBase, '/')),
    ['CodecTagString', stream.codecTagString],
    ['CodecTag', `0x${stream.codecTag.toString(16).padStart(4, '0')}`],
  ]
}

function showTimes(stream: VideoProbe | AudioProbe): readonly XmlNode[] {
  return [
    ...optionalText('Timebase', ratio(stream.timeBase, '/')),
    ...optionalText('StartTime', stream.startTimeS?.toFixed(6)),
    ...optionalText('Duration', stream.durationS?.toFixed(6)),
    ...optionalText('Bitrate', kilobits(stream.bitRate)),
  ]
}

function elements(name: string, all: readonly (readonly XmlNode[])[]): readonly XmlNode[] {
  return all.length === 0 ? [[name, '']] : all.map((content) => [name, content])
}

function ratio(value: ProbeRational | undefined, separator: string): string | undefined {
  return value && `${value.num}${separator}${value.den}`
}

function quotient(value: ProbeRational | undefined): string | undefined {
  return value && (value.num / value.den).toFixed(6)
}

function kilobits(bitsPerSecond: number | undefined): string | undefined {
  return bitsPerSecond === undefined ? undefined : (bitsPerSecond / 1_000).toFixed(6)
}
