import type { AudioCodec, VideoCodec } from './codecs.ts'

export interface ContainerKind {
  readonly extension: string
  /** Options of the muxer. */
  readonly muxer: readonly string[]
  readonly audios: readonly [AudioCodec, ...AudioCodec[]]
  readonly videos: readonly VideoCodec[]
  /** Whether each packet has a time, so that there may be gaps. */
  readonly hasTimes: boolean
  /** Whether files of it can be put behind each other byte by byte. */
  readonly isJoinable?: boolean
  /** Whether its clock has 33 bits of 90 kHz and may begin anywhere. */
  readonly hasClock?: boolean
  /** Rates of sound that it is limited to, Hz. */
  readonly sampleRates?: readonly number[]
}

const PCM = ['pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_u8', 'pcm_alaw', 'pcm_mulaw'] as const
const NOW = ['-muxdelay', '0', '-muxpreload', '0'] as const
const ISO_AUDIO = ['aac', 'aac', 'mp3', 'ac3', 'alac', 'opus', 'flac'] as const
const ISO_VIDEO = ['h264', 'h264+b', 'mpeg4', 'vp9'] as const

export const CONTAINERS = {
  wav: { extension: 'wav', muxer: ['-f', 'wav'], audios: PCM, videos: [], hasTimes: false },
  w64: {
    extension: 'w64',
    muxer: ['-f', 'w64'],
    audios: ['pcm_s16le', 'pcm_f32le'],
    videos: [],
    hasTimes: false,
  },
  aiff: {
    extension: 'aiff',
    muxer: ['-f', 'aiff'],
    audios: ['pcm_s16be', 'pcm_s24be'],
    videos: [],
    hasTimes: false,
  },
  caf: {
    extension: 'caf',
    muxer: ['-f', 'caf'],
    audios: ['pcm_s16le', 'pcm_s24be', 'alac', 'pcm_mulaw'],
    videos: [],
    hasTimes: false,
  },
  mp3: {
    extension: 'mp3',
    muxer: ['-f', 'mp3'],
    audios: ['mp3'],
    videos: [],
    hasTimes: false,
    isJoinable: true,
  },
  adts: {
    extension: 'aac',
    muxer: ['-f', 'adts'],
    audios: ['aac'],
    videos: [],
    hasTimes: false,
    isJoinable: true,
  },
  flac: { extension: 'flac', muxer: ['-f', 'flac'], audios: ['flac'], videos: [], hasTimes: false },
  wv: { extension: 'wv', muxer: ['-f', 'wv'], audios: ['wavpack'], videos: [], hasTimes: false },
  ac3: {
    extension: 'ac3',
    muxer: ['-f', 'ac3'],
    audios: ['ac3'],
    videos: [],
    hasTimes: false,
    isJoinable: true,
  },
  ogg: {
    extension: 'ogg',
    muxer: ['-f', 'ogg'],
    audios: ['opus', 'vorbis', 'flac'],
    videos: [],
    hasTimes: true,
    isJoinable: true,
  },
  m4a: { extension: 'm4a', muxer: ['-f', 'ipod'], audios: ['aac', 'alac'], videos: [], hasTimes: true },
  mp4: { extension: 'mp4', muxer: ['-f', 'mp4'], audios: ISO_AUDIO, videos: ISO_VIDEO, hasTimes: true },
  'mp4-fragmented': {
    extension: 'mp4',
    muxer: ['-f', 'mp4', '-movflags', 'frag_keyframe+delay_moov+default_base_moof'],
    audios: ISO_AUDIO,
    videos: ISO_VIDEO,
    hasTimes: true,
  },
  mov: {
    extension: 'mov',
    muxer: ['-f', 'mov'],
    audios: ['aac', 'pcm_s16le', 'alac', 'pcm_alaw', 'mp3'],
    videos: ['h264', 'h264+b', 'mjpeg', 'mpeg4'],
    hasTimes: true,
  },
  '3gp': {
    extension: '3gp',
    muxer: ['-f', '3gp'],
    audios: ['aac'],
    videos: ['h264', 'mpeg4'],
    hasTimes: true,
  },
  mkv: {
    extension: 'mkv',
    muxer: ['-f', 'matroska'],
    audios: ['aac', 'mp3', 'opus', 'vorbis', 'flac', 'ac3', 'alac', 'wavpack', 'pcm_s16le', 'pcm_f32le'],
    videos: ['h264', 'h264+b', 'mpeg4', 'mpeg2video', 'vp8', 'vp9', 'mjpeg'],
    hasTimes: true,
  },
  webm: {
    extension: 'webm',
    muxer: ['-f', 'webm'],
    audios: ['opus', 'vorbis'],
    videos: ['vp8', 'vp9'],
    hasTimes: true,
  },
  'webm-live': {
    extension: 'webm',
    muxer: ['-f', 'webm', '-live', '1'],
    audios: ['opus', 'vorbis'],
    videos: ['vp8', 'vp9'],
    hasTimes: true,
  },
  ts: {
    extension: 'ts',
    muxer: ['-f', 'mpegts', ...NOW],
    audios: ['aac', 'mp3', 'mp2', 'ac3', 'opus'],
    videos: ['h264', 'h264+b', 'mpeg2video', 'mpeg4'],
    hasTimes: true,
    isJoinable: true,
    hasClock: true,
  },
  ps: {
    extension: 'mpg',
    muxer: ['-f', 'vob', ...NOW],
    audios: ['mp2', 'ac3'],
    videos: ['mpeg2video'],
    hasTimes: true,
    isJoinable: true,
    hasClock: true,
  },
  flv: {
    extension: 'flv',
    muxer: ['-f', 'flv'],
    audios: ['aac', 'mp3'],
    videos: ['h264', 'h264+b', 'flv1'],
    hasTimes: true,
    sampleRates: [22_050, 44_100],
  },
  avi: {
    extension: 'avi',
    muxer: ['-f', 'avi'],
    audios: ['mp3', 'ac3', 'pcm_s16le'],
    videos: ['mpeg4', 'mjpeg', 'h264'],
    hasTimes: false,
  },
} as const satisfies Record<string, ContainerKind>
export type ContainerName = keyof typeof CONTAINERS
