export const CONTAINERS = [
  'mp4',
  'hls',
  'mkv',
  'ts',
  'flv',
  'avi',
  'mov',
  'dash',
  'webm',
  'aac',
  'mp3',
  'flac',
  'amr',
  'adts',
  'm4a',
  'wav',
] as const
export type ContainerFormat = (typeof CONTAINERS)[number]

export const VIDEO_CODECS = ['H.264', 'H.265', 'VP8', 'VP9', 'AV1'] as const
export type VideoCodec = (typeof VIDEO_CODECS)[number]

export const AUDIO_CODECS = ['aac', 'mp3', 'flac', 'amr', 'Vorbis', 'opus', 'pcm_s16le'] as const
export type AudioCodec = (typeof AUDIO_CODECS)[number]
