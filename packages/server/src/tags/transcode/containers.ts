import type { AudioCodec, ContainerFormat, VideoCodec } from './codecs.ts'

export interface Container {
  /** FFmpeg's name. */
  readonly muxer: string
  readonly extension: string
  readonly contentType: string
  readonly videos: readonly VideoCodec[]
  /** The first is the default. */
  readonly audios: readonly AudioCodec[]
  /** Whether it is a list of files beside it. */
  readonly isPlaylist?: boolean
  readonly muxerOptions?: Readonly<Record<string, string>>
  /** Hz that mp3 in it may have; all that mp3 has unless given. */
  readonly mp3Rates?: readonly number[]
}

const FAST_START = { movflags: '+faststart' } as const
const MP3_RATES = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const
const ADTS = {
  muxer: 'adts',
  extension: 'aac',
  contentType: 'audio/aac',
  videos: [],
  audios: ['aac'],
} as const

/** What each may hold, by the protocol's tables. */
const CONTAINERS_BY_FORMAT = {
  mp4: {
    muxer: 'mp4',
    extension: 'mp4',
    contentType: 'video/mp4',
    videos: ['H.264', 'H.265', 'AV1'],
    audios: ['aac', 'mp3'],
    muxerOptions: FAST_START,
    mp3Rates: MP3_RATES.filter((rate) => rate >= 16_000),
  },
  hls: {
    muxer: 'hls',
    extension: 'm3u8',
    contentType: 'application/vnd.apple.mpegurl',
    videos: ['H.264', 'H.265'],
    audios: ['aac', 'mp3'],
    isPlaylist: true,
  },
  mkv: {
    muxer: 'matroska',
    extension: 'mkv',
    contentType: 'video/x-matroska',
    videos: ['H.264', 'H.265', 'AV1'],
    audios: ['aac', 'mp3'],
  },
  ts: {
    muxer: 'mpegts',
    extension: 'ts',
    contentType: 'video/mp2t',
    videos: ['H.264'],
    audios: ['aac', 'mp3'],
  },
  flv: {
    muxer: 'flv',
    extension: 'flv',
    contentType: 'video/x-flv',
    videos: ['H.264'],
    audios: ['aac', 'mp3'],
    mp3Rates: [22_050, 44_100],
  },
  avi: {
    muxer: 'avi',
    extension: 'avi',
    contentType: 'video/x-msvideo',
    videos: ['H.264'],
    audios: ['aac', 'mp3'],
  },
  mov: {
    muxer: 'mov',
    extension: 'mov',
    contentType: 'video/quicktime',
    videos: ['H.264'],
    audios: ['aac', 'mp3'],
    muxerOptions: FAST_START,
  },
  dash: {
    muxer: 'dash',
    extension: 'mpd',
    contentType: 'application/dash+xml',
    videos: ['H.264'],
    audios: ['aac'],
    isPlaylist: true,
  },
  webm: {
    muxer: 'webm',
    extension: 'webm',
    contentType: 'video/webm',
    videos: ['VP8', 'VP9', 'AV1'],
    audios: ['Vorbis', 'opus'],
  },
  aac: ADTS,
  adts: ADTS,
  mp3: { muxer: 'mp3', extension: 'mp3', contentType: 'audio/mpeg', videos: [], audios: ['mp3'] },
  flac: { muxer: 'flac', extension: 'flac', contentType: 'audio/flac', videos: [], audios: ['flac'] },
  amr: { muxer: 'amr', extension: 'amr', contentType: 'audio/amr', videos: [], audios: ['amr'] },
  m4a: { muxer: 'ipod', extension: 'm4a', contentType: 'audio/mp4', videos: [], audios: ['aac'] },
  wav: { muxer: 'wav', extension: 'wav', contentType: 'audio/wav', videos: [], audios: ['pcm_s16le'] },
} as const satisfies Record<ContainerFormat, Container>

export function containerOf(format: ContainerFormat): Container {
  return CONTAINERS_BY_FORMAT[format]
}

/** The codec that a container has where none is named. */
export function defaultVideoCodec(format: ContainerFormat): VideoCodec {
  return format === 'webm' ? 'VP8' : 'H.264'
}

export interface AudioRules {
  readonly channels: readonly string[]
  /** Hz */
  readonly rates: readonly number[]
  readonly sampleFormats: readonly string[]
}

const ALL_RATES = [...MP3_RATES, 88_200, 96_000] as const
const MANY_CHANNELS = ['1', '2', '4', '5', '6', '8'] as const

const AUDIO_RULES = {
  aac: { channels: MANY_CHANNELS, rates: ALL_RATES, sampleFormats: ['fltp'] },
  mp3: { channels: ['1', '2'], rates: MP3_RATES, sampleFormats: ['fltp', 's16p', 's32p'] },
  flac: { channels: MANY_CHANNELS, rates: ALL_RATES, sampleFormats: ['s16', 's32', 's16p', 's32p'] },
  amr: { channels: ['1'], rates: [8_000], sampleFormats: ['s16', 's16p'] },
  Vorbis: { channels: ['2'], rates: ALL_RATES, sampleFormats: ['fltp'] },
  opus: { channels: ['1', '2'], rates: [8_000, 16_000, 24_000, 48_000], sampleFormats: ['s16'] },
  pcm_s16le: { channels: ['1', '2'], rates: ALL_RATES, sampleFormats: ['s16'] },
} as const satisfies Record<AudioCodec, AudioRules>

export function audioRules(codec: AudioCodec): AudioRules {
  return AUDIO_RULES[codec]
}
