import type { Probe } from '../media/probe-shape.ts'
import type { NamedTemplate } from './tag.ts'

/** The bucket of all samples. */
export const BUCKET = 'media-1250000000'
export const REGION = 'ap-guangzhou'

/** An Output element whose Object is `object`; further elements as XML. */
export function outputXml(object: string, more = ''): string {
  return `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>${object}</Object>${more}</Output>`
}

/** The address of an object in the bucket of all samples. */
export function urlOf(key: string): string {
  return `https://${BUCKET}.cos.${REGION}.myqcloud.com/${key}`
}

/** A watermark that jobs name by its id. */
export const MARK: NamedTemplate = {
  id: `t${'7'.repeat(32)}`,
  name: 'mark',
  params: {
    place: { Type: 'Text', Pos: 'TopRight', LocMode: 'Absolute', Dx: '8', Dy: '8' },
    text: {
      FontSize: '30',
      FontType: 'simfang.ttf',
      FontColor: '0xF0F0F0',
      Transparency: '30',
      Text: 'mark',
    },
  },
}

export const SOUND = {
  type: 'audio',
  index: 1,
  codecName: 'aac',
  codecLongName: 'AAC (Advanced Audio Coding)',
  codecTag: 0x6134706d,
  codecTagString: 'mp4a',
  timeBase: { num: 1, den: 44_100 },
  startTimeS: 0,
  durationS: 13.653311,
  bitRate: 104_047,
  language: 'und',
  sampleFormat: 'fltp',
  sampleRate: 44_100,
  channels: 2,
  channelLayout: 'stereo',
} as const satisfies Probe['streams'][number]

export const PICTURE = {
  type: 'video',
  index: 0,
  codecName: 'h264',
  codecLongName: 'H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10',
  codecTag: 0x31637661,
  codecTagString: 'avc1',
  profile: 'High',
  timeBase: { num: 1, den: 12_800 },
  startTimeS: 0,
  durationS: 12.96,
  bitRate: 763_774,
  frames: 324,
  width: 544,
  height: 960,
  pixelFormat: 'yuv420p',
  frameRate: { num: 25, den: 1 },
  averageFrameRate: { num: 25, den: 1 },
  level: 10,
  bFrames: 0,
  refFrames: 1,
  colorRange: 'tv',
  colorPrimaries: 'bt470bg',
  colorTransfer: 'smpte170m',
  rotation: 0,
  isPicture: false,
} as const satisfies Probe['streams'][number]

export function probeOf(...streams: Probe['streams']): Probe {
  const indexOf = (kind: 'video' | 'audio') => streams.find(({ type }) => type === kind)?.index
  const [bestVideo, bestAudio] = [indexOf('video'), indexOf('audio')]
  const format = {
    name: 'mov,mp4,m4a,3gp,3g2,mj2',
    streams: streams.length,
    programs: 0,
    ...(bestVideo !== undefined && { bestVideo }),
    ...(bestAudio !== undefined && { bestAudio }),
  }
  return { format: { ...format, durationS: 13.654, bitRate: 834_736, bytes: 1_424_687 }, streams }
}

export const FILM = probeOf(PICTURE, SOUND)
