import {
  AUDIO_CODECS,
  CONTAINERS,
  VIDEO_CODECS,
} from '../../../../packages/server/src/tags/transcode/codecs.ts'

/** Values of a Transcode block that go together: most orders are made of one family, or hardly any would be accepted. */
export interface Family {
  readonly formats: Choices
  /** None where the container takes sound alone. */
  readonly videos?: Choices
  readonly presets?: Choices
  readonly pixelFormats?: Choices
  readonly audios: Choices
  readonly rates: Choices
  readonly channels: Choices
  readonly sampleFormats: Choices
}

type Choices = readonly [string, ...string[]]

const SPEEDS = ['veryfast', 'fast', 'medium', 'slow', 'slower'] as const
const RATES = ['8000', '11025', '12000', '16000', '22050', '24000', '32000', '44100', '48000'] as const
const HIGH_RATES = ['88200', '96000'] as const
const MANY = ['1', '2', '4', '5', '6', '8'] as const
const DEEP = ['yuv420p', 'yuv420p10le', 'auto'] as const
const X264_FORMATS = ['yuv420p', 'yuv422p', 'yuv444p', 'yuvj420p', 'yuvj422p', 'yuvj444p', 'auto'] as const

const AAC = {
  audios: ['aac'],
  rates: [...RATES, ...HIGH_RATES],
  channels: MANY,
  sampleFormats: ['fltp'],
} as const
const MP3 = {
  audios: ['mp3'],
  rates: ['22050', '44100'],
  channels: ['1', '2'],
  sampleFormats: ['fltp', 's16p', 's32p'],
} as const
const OPUS = {
  audios: ['opus'],
  rates: ['8000', '16000', '24000', '48000'],
  channels: ['1', '2'],
  sampleFormats: ['s16'],
} as const
const VORBIS = {
  audios: ['Vorbis'],
  rates: [...RATES, ...HIGH_RATES],
  channels: ['2'],
  sampleFormats: ['fltp'],
} as const
const FLAC = {
  audios: ['flac'],
  rates: [...RATES, ...HIGH_RATES],
  channels: MANY,
  sampleFormats: ['s16', 's32', 's16p', 's32p'],
} as const
const PCM = {
  audios: ['pcm_s16le'],
  rates: [...RATES, ...HIGH_RATES],
  channels: ['1', '2'],
  sampleFormats: ['s16'],
} as const

const X264 = { videos: ['H.264'], presets: SPEEDS, pixelFormats: X264_FORMATS } as const
const X265 = { videos: ['H.265'], presets: SPEEDS, pixelFormats: DEEP } as const
const AV1 = { videos: ['AV1'], presets: ['5', '4'], pixelFormats: DEEP } as const
const VPX = {
  videos: ['VP8', 'VP9'],
  presets: ['good', 'realtime'],
  pixelFormats: ['yuv420p', 'auto'],
} as const

export const FAMILIES: readonly [Family, ...Family[]] = [
  { formats: ['mp4', 'hls', 'mkv', 'ts', 'flv', 'avi', 'mov', 'dash'], ...X264, ...AAC },
  { formats: ['mp4', 'hls', 'mkv', 'ts', 'flv', 'avi', 'mov'], ...X264, ...MP3 },
  { formats: ['mp4', 'hls', 'mkv'], ...X265, ...AAC },
  { formats: ['mp4', 'mkv'], ...AV1, ...MP3 },
  { formats: ['webm'], ...AV1, ...OPUS },
  { formats: ['webm'], ...VPX, ...OPUS },
  { formats: ['webm'], ...VPX, ...VORBIS },
  { formats: ['aac', 'adts', 'm4a'], ...AAC },
  { formats: ['mp3'], ...MP3, rates: RATES },
  { formats: ['flac'], ...FLAC },
  { formats: ['wav'], ...PCM },
  // Each value is right, and few of them go together.
  {
    formats: CONTAINERS,
    videos: VIDEO_CODECS,
    presets: [...SPEEDS, 'good', 'realtime', '5', '4'],
    pixelFormats: [...X264_FORMATS, 'yuv420p10le'],
    audios: AUDIO_CODECS,
    rates: [...RATES, ...HIGH_RATES],
    channels: MANY,
    sampleFormats: ['fltp', 's16', 's32', 's16p', 's32p'],
  },
]
